//! Redis for the fleet's tests: found, or installed where that is possible.

use anyhow::{Result, bail};

use crate::process::{install_debian_packages, may_install_debian_packages, output};

const PROGRAM: &str = "redis-server";

fn is_there() -> bool {
    output(PROGRAM, &["--version"]).is_some()
}

/// Makes sure that `redis-server` is there. The tests start it themselves, on a socket of their own.
pub fn ensure() -> Result<()> {
    if !is_there() && may_install_debian_packages() {
        install_debian_packages(&["redis-server"])?;
    }
    if !is_there() {
        bail!(
            "the fleet's tests need redis-server 6.2 or newer, which was not found: install redis-server (Debian's and \
             Ubuntu's package), or redis (Homebrew's)"
        );
    }
    Ok(())
}
