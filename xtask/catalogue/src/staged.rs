//! What the package has from the crates: constants, texts, and the codes in the declarations.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{catalogue, fleet_shapes, package_texts, texts};

/// Writes the generated files beside the staged ones, and fills the declarations.
pub fn write(stage: &Path) -> Result<()> {
    let modules = [
        ("sandbox/errcodes.js", catalogue::errcodes_module()),
        ("host/defaults.js", catalogue::defaults_module()),
        ("fleet/shapes.js", fleet_shapes::module()),
        ("package/constants.js", package_texts::constants()),
        ("package/messages.js", package_texts::messages()),
        ("package/messages.zh-CN.js", package_texts::chinese_messages()),
    ];
    for (name, module) in modules {
        fs::write(stage.join(name), module).with_context(|| name.to_owned())?;
    }
    texts::write(stage)?;
    let entries = fs::read_dir(stage)?.map(|entry| entry.map(|entry| entry.path()));
    for path in entries.collect::<Result<Vec<_>, _>>()? {
        if path.to_string_lossy().ends_with(".d.ts") {
            let types = fs::read_to_string(&path)?;
            fs::write(&path, catalogue::fill_types(&types)?)?;
        }
    }
    Ok(())
}
