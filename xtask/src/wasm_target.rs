//! The wasm32 target's standard library: from rustup where it can fetch it, otherwise built from Debian's sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Result, bail};

use crate::process::{cargo, command, install_debian_packages, may_install_debian_packages, output, run_step, step};

/// The target's name for rustc.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The toolchain that builds for the target.
pub enum Toolchain {
    /// The current toolchain, which has the target.
    Own,
    /// Debian's `rustc-web` and its sources: cargo builds the standard library, too.
    Debian,
}

impl Toolchain {
    /// Creates a command of cargo for this target.
    pub fn cargo(&self, root: &Path) -> Command {
        match self {
            Toolchain::Own => cargo(root),
            Toolchain::Debian => command(DEBIAN_CARGO, root),
        }
    }

    /// Adds what a build needs beside the target's name.
    pub fn prepare(&self, cargo: &mut Command) {
        if let Toolchain::Debian = self {
            cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
            cargo.arg("-Zbuild-std=std,panic_abort");
        }
    }
}

/// The path of Debian's compiler.
pub const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/share/cargo/bin/cargo";
const DEBIAN_LINKER: &str = "/usr/bin/rust-lld";

fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    output(rustc, &["--print", "target-libdir", "--target", TARGET])
        .and_then(|folder| PathBuf::from(folder).read_dir().ok())
        .is_some_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
        })
}

/// Provides the target, by the first way that works. Later calls find it in place.
pub fn ensure() -> Result<Toolchain> {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    if has_target() {
        return Ok(Toolchain::Own);
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    let added = run_step(&format!("rustup target add {TARGET}"), &mut rustup);
    if added.is_ok() && has_target() {
        return Ok(Toolchain::Own);
    }
    step("rustup could not add the target: trying Debian's rustc-web and its sources");
    let packages = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
    let complete = || Path::new(DEBIAN_CARGO).exists() && Path::new(DEBIAN_LINKER).exists();
    if !complete() {
        if !may_install_debian_packages() {
            bail!(
                "the Rust target {TARGET} is missing. Install it by `rustup target add {TARGET}`, \
                 or as root on Debian by `apt-get install {}` and the lld that /usr/bin/rust-lld points to",
                packages.join(" ")
            );
        }
        install_debian_packages(&packages)?;
        // The linker is a symbolic link to a program of another package, which Debian does not list as a dependency.
        if let (false, Ok(linker)) = (complete(), fs::read_link(DEBIAN_LINKER)) {
            install_debian_packages(&[&linker.to_string_lossy()])?;
        }
    }
    if complete() {
        Ok(Toolchain::Debian)
    } else {
        bail!("Debian's {} did not bring {DEBIAN_LINKER}", packages.join(" "))
    }
}
