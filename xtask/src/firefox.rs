//! Finds Firefox for the console's test, or installs Debian's.

use crate::process::{install_debian_packages, may_install_debian_packages, output, step};

const NAMES: [&str; 4] =
    ["/usr/bin/firefox-esr", "firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

fn find() -> Option<String> {
    let chosen = std::env::var("FIREFOX").ok();
    // A browser prints its version.
    let works = |name: &String| output(name, &["--version"]).is_some();
    let found = chosen.into_iter().chain(NAMES.map(str::to_owned)).find(works)?;
    if found.contains('/') { Some(found) } else { output("which", &[&found]) }
}

/// Returns the browser's path. Installs it where that is possible; without it, its tests are skipped and the console's stage says so.
pub fn ensure() -> Option<String> {
    if find().is_none() && may_install_debian_packages() {
        // Ubuntu has no such package.
        let _ = install_debian_packages(&["firefox-esr"]);
    }
    let found = find();
    if found.is_none() {
        step("no Firefox was found: its tests are skipped; set the environment variable FIREFOX to the program's path");
    }
    found
}
