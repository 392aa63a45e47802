//! Checks that the same source in another folder gives the same modules, byte for byte.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::build;
use crate::folders::{copy_files, fresh_folder};
use crate::module::{self, Form, MODULES};
use crate::process::step;
use crate::{bundle, fingerprint};

/// The other folder's modules, which are built again only after a change of the sources.
const OTHER: &str = "target/other-folder";

/// Builds the modules again from a copy of the source in another folder, and compares them with the package's. The optimiser, which takes
/// a fifth of the time, gets the same bytes again only in a soak.
pub fn check(root: &Path, is_soak: bool) -> Result<()> {
    let inputs = format!("{}{}", build::inputs(root)?, if is_soak { " soak" } else { "" });
    fingerprint::unless_made(root, OTHER, &inputs, || make(root, is_soak))?;
    for module in &MODULES {
        let other = root.join(OTHER).join(module.file);
        if fs::read(root.join("pkg").join(module.file))? != fs::read(&other)? {
            bail!("the build in another folder gives another module: compare {}", other.display());
        }
    }
    Ok(())
}

fn make(root: &Path, is_soak: bool) -> Result<()> {
    step("the same modules from another folder");
    let folder = std::env::temp_dir().join(format!("a folder of another name {}", std::process::id()));
    fresh_folder(&folder)?;
    for part in ["src", "fleet", "package", "xtask"] {
        copy_files(&root.join(part), &folder.join(part))?;
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(root.join(file), folder.join(file)).with_context(|| file.to_owned())?;
    }
    if !is_soak {
        // What the optimiser made of the project's own modules: it runs again for each module whose compiled bytes are others.
        for part in ["target/optimised", "target/made"] {
            copy_files(&root.join(part), &folder.join(part))?;
        }
    }
    let (stage, kept) = (folder.join("stage"), root.join(OTHER));
    fs::create_dir_all(&stage)?;
    fresh_folder(&kept)?;
    module::compile_all(root, &folder, &stage, Form::Published)?;
    bundle::without_comments(root, &stage)?; // as the package's own stage
    for module in &MODULES {
        let bindings = |stage: &Path| fs::read(stage.join(module.bindings));
        if bindings(&root.join("target/stage"))? != bindings(&stage)? {
            bail!("the build in another folder gives other bindings; compare the folder {}", folder.display());
        }
        fs::copy(stage.join(module.file), kept.join(module.file))?;
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}
