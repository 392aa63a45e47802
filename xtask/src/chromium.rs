//! A real Chromium for the console's test: the one that is there, else Debian's.

use anyhow::{Result, bail};

use crate::process::{install_debian_packages, may_install_debian_packages, output};

const NAMES: [&str; 5] = [
    "/usr/bin/chromium",
    "chromium",
    "google-chrome",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

fn find() -> Option<String> {
    let chosen = std::env::var("CHROMIUM").ok();
    // A transitional package has the name and no browser: it must tell its version.
    let works = |name: &String| output(name, &["--version"]).is_some();
    chosen
        .into_iter()
        .chain(NAMES.map(str::to_owned))
        .find(works)
        .and_then(|name| if name.contains('/') { Some(name) } else { output("which", &[&name]) })
}

/// The browser's path, installed where that is possible.
pub fn ensure() -> Result<String> {
    if let Some(path) = find() {
        return Ok(path);
    }
    if may_install_debian_packages() {
        install_debian_packages(&["chromium"])?;
        if let Some(path) = find() {
            return Ok(path);
        }
    }
    bail!(
        "the console's test needs Chromium, and none was found: install Chromium or Chrome, \
         or name its program by the environment variable CHROMIUM"
    )
}
