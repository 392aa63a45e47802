//! The same source in another folder gives the same module, byte for byte.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::{self, copy_files, fresh_folder};
use crate::fingerprint;
use crate::module::{self, MODULE, Names};
use crate::process::step;

/// The other folder's module, kept so that it is made again only where the sources changed.
const OTHER: &str = "target/other-folder.wasm";

/// Builds the module once more, from a copy of the source elsewhere, and compares it with the package's.
pub fn check(root: &Path) -> Result<()> {
    fingerprint::unless_made(root, OTHER, &build::inputs(root)?, || make(root))?;
    if fs::read(root.join("pkg").join(MODULE))? != fs::read(root.join(OTHER))? {
        bail!("another folder's build gives another module: compare {OTHER}");
    }
    Ok(())
}

fn make(root: &Path) -> Result<()> {
    step("the same module from another folder");
    let folder = std::env::temp_dir().join(format!("a folder of another name {}", std::process::id()));
    fresh_folder(&folder)?;
    for part in ["src", "xtask"] {
        copy_files(&root.join(part), &folder.join(part))?;
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(root.join(file), folder.join(file)).with_context(|| file.to_owned())?;
    }
    let stage = folder.join("stage");
    fs::create_dir_all(&stage)?;
    module::compile(root, &folder, &stage, &[], Names::Removed)?;
    if fs::read(root.join("target/stage/bindings.js"))? != fs::read(stage.join("bindings.js"))? {
        bail!("another folder's build gives other bindings; it is left in {} for a comparison", folder.display());
    }
    fs::copy(stage.join(MODULE), root.join(OTHER))?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}
