//! Finds Chromium for the console's test, or installs Debian's.

use anyhow::{Result, bail};

use crate::process::{install_debian_packages, may_install_debian_packages, output, step};

const NAMES: [&str; 5] = [
    "/usr/bin/chromium",
    "chromium",
    "google-chrome",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// Debian's fonts with Chinese characters: without any, the screenshots show boxes.
const CHINESE_FONTS: &str = "fonts-noto-cjk";

fn find() -> Option<String> {
    let chosen = std::env::var("CHROMIUM").ok();
    // Ubuntu's transitional package has the name without a browser. A browser prints its version.
    let works = |name: &String| output(name, &["--version"]).is_some();
    chosen
        .into_iter()
        .chain(NAMES.map(str::to_owned))
        .find(works)
        .and_then(|name| if name.contains('/') { Some(name) } else { output("which", &[&name]) })
}

/// Debian's package of Chromium's engine without Chrome's windows, and the program's name.
const SHELL: &str = "chromium-headless-shell";

/// Returns the path of Chromium's engine without Chrome's windows, and installs it where that is possible. A page in a context of its own
/// costs 0.3 s of a processor there, and 1.3 s with a window around it. `None` where there is none, or where the user chose a browser.
pub fn shell() -> Option<String> {
    if std::env::var_os("CHROMIUM").is_some() {
        return None;
    }
    let find = || output("which", &[SHELL]).filter(|path| output(path, &["--version"]).is_some());
    find().or_else(|| {
        let is_installed = may_install_debian_packages() && install_debian_packages(&[SHELL]).is_ok();
        is_installed.then(find).flatten()
    })
}

/// Returns the browser's path. Installs the browser where that is possible.
pub fn ensure() -> Result<String> {
    let install = find().is_none() && may_install_debian_packages();
    if install {
        install_debian_packages(&["chromium"])?;
    }
    let Some(path) = find() else {
        bail!(
            "the console's test needs Chromium, which was not found: install Chromium or Chrome, \
                         or set the environment variable CHROMIUM to the program's path"
        )
    };
    ensure_chinese_fonts(install);
    Ok(path)
}

/// Installs Chinese fonts for the screenshots. The test passes without them. Where `fc-list` is missing, a `fresh` machine,
/// which had no browser, counts as one without fonts.
fn ensure_chinese_fonts(fresh: bool) {
    let fonts = output("fc-list", &[":lang=zh-cn", "family"]);
    let missing = fonts.map_or(fresh, |fonts| fonts.is_empty());
    if !missing || (may_install_debian_packages() && install_debian_packages(&[CHINESE_FONTS]).is_ok()) {
        return;
    }
    step(&format!(
        "no Chinese font was found: the screenshots need one to be read, for example Debian's {CHINESE_FONTS}"
    ));
}
