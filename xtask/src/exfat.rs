//! exFAT by FUSE, which ignores case and has no modes, for the tests of extraction.

use anyhow::Result;

use crate::process::{install_debian_packages, may_install_debian_packages, output};

/// Installs what is missing, where that is possible. The test itself says what it lacks.
pub fn ensure() -> Result<()> {
    let is_there = output("sh", &["-c", "command -v mkfs.exfat && command -v mount.exfat-fuse"]).is_some();
    if is_there || !may_install_debian_packages() {
        return Ok(());
    }
    install_debian_packages(&["exfat-fuse", "exfatprogs"])
}
