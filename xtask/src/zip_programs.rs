//! The programs whose zips the tests compare: installed where that is possible.

use anyhow::{Result, bail};

use crate::process::{install_debian_packages, may_install_debian_packages, output};

/// Each program, an argument by which it shows that it runs, and Debian's package of it.
const PROGRAMS: [(&str, &str, &str); 4] = [
    ("zip", "--version", "zip"),
    ("unzip", "-v", "unzip"),
    ("bsdtar", "--version", "libarchive-tools"),
    ("python3", "--version", "python3"),
];

fn missing() -> Vec<&'static str> {
    let is_missing = |(program, argument, _): &&(&str, &str, &str)| output(program, &[argument]).is_none();
    PROGRAMS.iter().filter(is_missing).map(|(_, _, package)| *package).collect()
}

/// Makes sure that all are there.
pub fn ensure() -> Result<()> {
    let packages = missing();
    if !packages.is_empty() && may_install_debian_packages() {
        install_debian_packages(&packages)?;
    }
    match missing()[..] {
        [] => Ok(()),
        ref packages => bail!(
            "the test of other programs' zips needs programs that were not found: install {} (Debian's and Ubuntu's names)",
            packages.join(", ")
        ),
    }
}
