//! The same source in another folder gives the same module, byte for byte.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build::{self, MODULE, Names, copy_files, fresh_folder};
use crate::process::step;

/// Builds the module once more, from a copy of the source elsewhere, and compares it with the package's.
pub fn check(root: &Path) -> Result<()> {
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
    build::compile(root, &folder, &stage, &[], Names::Removed)?;
    let (here, there) = (root.join("pkg").join(MODULE), stage.join(MODULE));
    let same_module = fs::read(here)? == fs::read(there)?;
    let same_bindings = fs::read(root.join("target/stage/bindings.js"))? == fs::read(stage.join("bindings.js"))?;
    if !(same_module && same_bindings) {
        bail!("another folder's build gives another module; it is left in {} for a comparison", folder.display());
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}
