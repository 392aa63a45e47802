//! The generated tables of docs/errors.md, docs/packages.md and their Chinese versions, between marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{Texts, codes_table, errcodes_table};
use crate::package_tables;

/// What stands between a document's marks, by their names.
type Tables = Vec<(&'static str, String)>;

/// The documents that show the catalogues, and the tables of each.
fn documents(root: &Path) -> Result<[(&'static str, Tables); 4]> {
    Ok([
        ("docs/errors.md", errors(&Texts::english())?),
        ("docs/zh-CN/errors.md", errors(&Texts::chinese(root)?)?),
        ("docs/packages.md", package_tables::english()),
        ("docs/zh-CN/packages.md", package_tables::chinese()),
    ])
}

fn errors(texts: &Texts) -> Result<Tables> {
    Ok(vec![("codes", codes_table(texts)?), ("errcodes", errcodes_table(texts)?)])
}

fn filled(name: &str, document: &str, tables: &Tables) -> Result<String> {
    let mut text = document.to_owned();
    for (table, rows) in tables {
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
    for (name, tables) in documents(root)? {
        let path = root.join(name);
        fs::write(&path, filled(name, &fs::read_to_string(&path)?, &tables)?)?;
    }
    Ok(())
}

/// Refuses documents whose tables differ from the catalogue.
pub fn check(root: &Path) -> Result<()> {
    for (name, tables) in documents(root)? {
        let document = fs::read_to_string(root.join(name))?;
        if filled(name, &document, &tables)? != document {
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

    fn shown(document: &str, texts: &Texts) -> Result<String> {
        filled("docs/x.md", document, &errors(texts)?)
    }

    fn failure(document: &str, texts: &Texts) -> Result<String, Box<dyn Error>> {
        Ok(shown(document, texts).err().ok_or("it passed")?.to_string())
    }

    #[test]
    fn tables_are_put_between_the_marks_and_stay_as_they_are() -> Result<(), Box<dyn Error>> {
        let once = shown(EMPTY, &Texts::english())?;
        assert!(once.contains("| `BUSY` | ") && once.contains("| 42001 | access_token expired | "), "{once}");
        assert_eq!(shown(&once, &Texts::english())?, once);
        Ok(())
    }

    #[test]
    fn every_finding_and_every_reason_is_in_the_tables_of_packages() -> Result<(), Box<dyn Error>> {
        for tables in [package_tables::english(), package_tables::chinese()] {
            let marks = tables
                .iter()
                .map(|(table, _)| format!("<!-- {table}: written by cargo xtask docs -->\n<!-- end of {table} -->\n"));
            let document = filled("docs/x.md", &marks.collect::<String>(), &tables)?;
            for code in ["`NO_INDEX`", "`GBK_NAMES`", "`NO_END_RECORD`", "`NAME_DOTS`"] {
                assert!(document.contains(&format!("| {code} | ")), "{document}");
            }
        }
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
