//! The generated tables of docs/errors.md and of its Chinese version, between marks.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::catalogue::{Language, codes_table, errcodes_table};

/// The documents that show the catalogue, and the language of each.
const DOCUMENTS: [(&str, Language); 2] =
    [("docs/errors.md", Language::English), ("docs/zh-CN/errors.md", Language::Chinese)];

fn filled(name: &str, document: &str, language: Language) -> Result<String> {
    let mut text = document.to_owned();
    for (table, rows) in [("codes", codes_table(language)), ("errcodes", errcodes_table(language))] {
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
    for (name, language) in DOCUMENTS {
        let path = root.join(name);
        fs::write(&path, filled(name, &fs::read_to_string(&path)?, language)?)?;
    }
    Ok(())
}

/// Refuses documents whose tables differ from the catalogue.
pub fn check(root: &Path) -> Result<()> {
    for (name, language) in DOCUMENTS {
        let document = fs::read_to_string(root.join(name))?;
        if filled(name, &document, language)? != document {
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
        let once = filled("docs/x.md", EMPTY, Language::English)?;
        assert!(once.contains("| `BUSY` | ") && once.contains("| 42001 | access_token expired | "), "{once}");
        assert_eq!(filled("docs/x.md", &once, Language::English)?, once);
        Ok(())
    }

    #[test]
    fn no_place_of_a_text_stays_open() -> Result<(), Box<dyn Error>> {
        for language in [Language::English, Language::Chinese] {
            let shown = filled("docs/x.md", EMPTY, language)?;
            assert!(!shown.contains(['{', '\x01', '\x02', '\x04']), "{shown}");
        }
        Ok(())
    }

    #[test]
    fn a_lost_mark_is_named() -> Result<(), Box<dyn Error>> {
        let document = EMPTY.replace("end of errcodes", "end");
        let lost = filled("docs/x.md", &document, Language::English).err().ok_or("it passed")?.to_string();
        assert!(lost.contains("docs/x.md") && lost.contains("end of errcodes"), "{lost}");
        Ok(())
    }
}
