//! The generated tables of docs/errors.md and of its Chinese version, between marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{Texts, codes_table, errcodes_table};

/// The documents that show the catalogue, and the texts of each.
fn documents(root: &Path) -> Result<[(&'static str, Texts); 2]> {
    Ok([("docs/errors.md", Texts::english()), ("docs/zh-CN/errors.md", Texts::chinese(root)?)])
}

fn filled(name: &str, document: &str, texts: &Texts) -> Result<String> {
    let mut text = document.to_owned();
    for (table, rows) in [("codes", codes_table(texts)?), ("errcodes", errcodes_table(texts)?)] {
        let (open, close) =
            (format!("<!-- {table}: written by cargo xtask docs -->\n"), format!("<!-- end of {table} -->"));
        let start = text.find(&open).with_context(|| format!("{name} lost its mark {open}"))? + open.len();
        let end = text[start..].find(&close).with_context(|| format!("{name} lost its mark {close}"))? + start;
        text.replace_range(start..end, &format!("\n{rows}\n"));
    }
    Ok(text)
}

/// Writes the tables.
pub fn write(root: &Path) -> Result<()> {
    for (name, texts) in documents(root)? {
        let path = root.join(name);
        fs::write(&path, filled(name, &fs::read_to_string(&path)?, &texts)?)?;
    }
    Ok(())
}

/// Refuses documents whose tables differ from the catalogue.
pub fn check(root: &Path) -> Result<()> {
    for (name, texts) in documents(root)? {
        let document = fs::read_to_string(root.join(name))?;
        if filled(name, &document, &texts)? != document {
            bail!("{name} does not show the catalogue as it is: run `cargo xtask docs`");
        }
    }
    Ok(())
}
