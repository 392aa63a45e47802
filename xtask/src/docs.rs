//! What is written from the catalogue into the sources: the tables of docs/errors.md and of its Chinese version, between marks, and the
//! declarations of the constants that JavaScript shares.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{Texts, codes_table, defaults_types, errcodes_table};

const DECLARATIONS: &str = "pkg-template/host/defaults.d.ts";

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

/// Writes them.
pub fn write(root: &Path) -> Result<()> {
    fs::write(root.join(DECLARATIONS), defaults_types())?;
    for (name, texts) in documents(root)? {
        let path = root.join(name);
        fs::write(&path, filled(name, &fs::read_to_string(&path)?, &texts)?)?;
    }
    Ok(())
}

/// Refuses those that differ from the catalogue.
pub fn check(root: &Path) -> Result<()> {
    if fs::read_to_string(root.join(DECLARATIONS))? != defaults_types() {
        bail!("{DECLARATIONS} does not declare the constants as they are: run `cargo xtask docs`");
    }
    for (name, texts) in documents(root)? {
        let document = fs::read_to_string(root.join(name))?;
        if filled(name, &document, &texts)? != document {
            bail!("{name} does not show the catalogue as it is: run `cargo xtask docs`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    const EMPTY: &str = "<!-- codes: written by cargo xtask docs -->\n<!-- end of codes -->\n\
                         <!-- errcodes: written by cargo xtask docs -->\n<!-- end of errcodes -->\n";

    fn failure(document: &str, texts: &Texts) -> Result<String, Box<dyn Error>> {
        Ok(filled("docs/x.md", document, texts).err().ok_or("it passed")?.to_string())
    }

    #[test]
    fn tables_are_put_between_the_marks_and_stay_as_they_are() -> Result<(), Box<dyn Error>> {
        let once = filled("docs/x.md", EMPTY, &Texts::english())?;
        assert!(once.contains("| `BUSY` | ") && once.contains("| 42001 | access_token expired | "), "{once}");
        assert_eq!(filled("docs/x.md", &once, &Texts::english())?, once);
        Ok(())
    }

    #[test]
    fn a_lost_mark_and_a_missing_text_are_named() -> Result<(), Box<dyn Error>> {
        let lost = failure(&EMPTY.replace("end of errcodes", "end"), &Texts::english())?;
        assert!(lost.contains("docs/x.md") && lost.contains("end of errcodes"), "{lost}");
        let missing = failure(EMPTY, &Texts::english().without("42001"))?;
        assert!(missing.contains("zh-CN-errors.js has no text for 42001"), "{missing}");
        Ok(())
    }
}
