//! The generated parts of docs/errors.md, between marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{codes_table, errcodes_table};

fn filled(document: &str) -> Result<String> {
    let mut text = document.to_owned();
    for (name, table) in [("codes", codes_table()), ("errcodes", errcodes_table())] {
        let (open, close) =
            (format!("<!-- {name}: written by cargo xtask docs -->\n"), format!("<!-- end of {name} -->"));
        let start = text.find(&open).with_context(|| format!("docs/errors.md lost its mark {open}"))? + open.len();
        let end = text[start..].find(&close).with_context(|| format!("docs/errors.md lost its mark {close}"))? + start;
        text.replace_range(start..end, &format!("\n{table}\n"));
    }
    Ok(text)
}

/// Writes the tables.
pub fn write(root: &Path) -> Result<()> {
    let path = root.join("docs/errors.md");
    fs::write(&path, filled(&fs::read_to_string(&path)?)?)?;
    Ok(())
}

/// Refuses a document whose tables are not the catalogue's.
pub fn check(root: &Path) -> Result<()> {
    let document = fs::read_to_string(root.join("docs/errors.md"))?;
    if filled(&document)? != document {
        bail!("docs/errors.md does not show the catalogue as it is: run `cargo xtask docs`");
    }
    Ok(())
}
