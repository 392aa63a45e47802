//! `cargo xtask docs`: writes the tables of `docs/errors.md`, `docs/packages.md` and their Chinese versions, between marks,
//! and the declarations of the constants that JavaScript shares.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{Language, codes_table, defaults_types, errcodes_table};
use crate::package_tables;

const DECLARATIONS: &str = "pkg-template/host/defaults.d.ts";

/// The tables between a document's marks, by the marks' names.
type Tables = Vec<(&'static str, String)>;

/// The documents with generated tables, and the tables of each.
fn documents() -> [(&'static str, Tables); 4] {
    [
        ("docs/errors.md", errors(Language::English)),
        ("docs/zh-CN/errors.md", errors(Language::Chinese)),
        ("docs/packages.md", package_tables::english()),
        ("docs/zh-CN/packages.md", package_tables::chinese()),
    ]
}

fn errors(language: Language) -> Tables {
    vec![("codes", codes_table(language)), ("errcodes", errcodes_table(language))]
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

/// Writes the tables into the documents, and the declarations.
pub fn write(root: &Path) -> Result<()> {
    fs::write(root.join(DECLARATIONS), defaults_types())?;
    for (name, tables) in documents() {
        let path = root.join(name);
        fs::write(&path, filled(name, &fs::read_to_string(&path)?, &tables)?)?;
    }
    Ok(())
}

/// Fails where a document or the declarations differ from the catalogues.
pub fn check(root: &Path) -> Result<()> {
    if fs::read_to_string(root.join(DECLARATIONS))? != defaults_types() {
        bail!("{DECLARATIONS} does not declare the constants as they are: run `cargo xtask docs`");
    }
    for (name, tables) in documents() {
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

    #[test]
    fn tables_are_put_between_the_marks_and_stay_as_they_are() -> Result<(), Box<dyn Error>> {
        let tables = errors(Language::English);
        let once = filled("docs/x.md", EMPTY, &tables)?;
        assert!(once.contains("| `BUSY` | ") && once.contains("| 42001 | access_token expired | "), "{once}");
        assert_eq!(filled("docs/x.md", &once, &tables)?, once);
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
    fn no_place_of_a_text_stays_open() -> Result<(), Box<dyn Error>> {
        for language in [Language::English, Language::Chinese] {
            let shown = filled("docs/x.md", EMPTY, &errors(language))?;
            assert!(!shown.contains(['{', '\x01', '\x02', '\x04']), "{shown}");
        }
        Ok(())
    }

    #[test]
    fn a_lost_mark_is_named() -> Result<(), Box<dyn Error>> {
        let document = EMPTY.replace("end of errcodes", "end");
        let lost = filled("docs/x.md", &document, &errors(Language::English)).err().ok_or("it passed")?.to_string();
        assert!(lost.contains("docs/x.md") && lost.contains("end of errcodes"), "{lost}");
        Ok(())
    }
}
