//! Skips work whose inputs and output have the same contents as the last time.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::process::say;

/// A digest of names and contents. Each entry begins with its lengths, so that two different lists have different bytes.
struct Fingerprint(Sha256);

impl Fingerprint {
    fn add(&mut self, kind: &str, name: &str, contents: &[u8]) {
        self.0.update(format!("{kind} {} {} {name}", name.len(), contents.len()).as_bytes());
        self.0.update(contents);
    }

    fn add_path(&mut self, name: &str, path: &Path) -> Result<()> {
        let unreadable = || format!("could not read {}", path.display());
        let kind = fs::symlink_metadata(path).with_context(unreadable)?.file_type();
        if kind.is_symlink() {
            let to = fs::read_link(path).with_context(unreadable)?;
            self.add("link", name, to.to_string_lossy().as_bytes());
        } else if kind.is_dir() {
            self.add("folder", name, &[]);
            let mut entries = fs::read_dir(path).with_context(unreadable)?.collect::<std::io::Result<Vec<_>>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                self.add_path(&format!("{name}/{}", entry.file_name().to_string_lossy()), &entry.path())?;
            }
        } else {
            self.add("file", name, &fs::read(path).with_context(unreadable)?);
        }
        Ok(())
    }

    fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The fingerprint of files and folders below `root`, and of other facts.
pub fn of(root: &Path, paths: &[&str], facts: &[String]) -> Result<String> {
    let mut fingerprint = Fingerprint(Sha256::new());
    for path in paths {
        fingerprint.add_path(path, &root.join(path))?;
    }
    for fact in facts {
        fingerprint.add("fact", "", fact.as_bytes());
    }
    Ok(fingerprint.finish())
}

/// Makes `output`, a path below `root`, unless the last run had the same inputs and its output is unchanged.
pub fn unless_made(root: &Path, output: &str, inputs: &str, make: impl FnOnce() -> Result<()>) -> Result<()> {
    let folder = root.join("target/made");
    let stamp = folder.join(output.replace('/', "-"));
    let stamped = || Ok::<_, anyhow::Error>(format!("{inputs} {}\n", of(root, &[output], &[])?));
    if fs::read_to_string(&stamp).is_ok_and(|last| stamped().is_ok_and(|now| last == now)) {
        say(&format!("    {output} is up to date"));
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    make()?;
    // `inputs` is from before `make`: a change meanwhile leads to another run the next time.
    fs::write(&stamp, stamped()?)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    #[test]
    fn made_again_exactly_when_an_input_or_the_output_changed() {
        let root = std::env::temp_dir().join(format!("fingerprint-{}", std::process::id()));
        fs::create_dir_all(root.join("in/deep")).expect("a folder");
        let made = |contents: &str| {
            let mut done = false;
            let inputs = of(&root, &["in"], &[contents.to_owned()]).expect("a fingerprint");
            let make = || {
                done = true;
                fs::write(root.join("out"), contents).context("out")
            };
            unless_made(&root, "out", &inputs, make).expect("it is made");
            done
        };
        let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("a file");
        write("in/deep/a", "1");
        assert_eq!([made("x"), made("x")], [true, false]);
        write("in/deep/a", "2");
        assert_eq!([made("x"), made("x")], [true, false], "a file of another content");
        fs::rename(root.join("in/deep/a"), root.join("in/deep/b")).expect("a rename");
        assert_eq!([made("x"), made("x")], [true, false], "a file of another name");
        write("in/c", "");
        assert_eq!([made("x"), made("x")], [true, false], "one file more");
        write("out", "changed by hand");
        assert_eq!([made("x"), made("x")], [true, false], "another output");
        assert_eq!([made("y"), made("y")], [true, false], "another fact");
        fs::remove_file(root.join("out")).expect("it was there");
        assert_eq!([made("y"), made("y")], [true, false], "no output");
        let failed = unless_made(&root, "out", "other", || anyhow::bail!("no"));
        assert!(failed.is_err());
        assert!(made("y"), "what failed half-way is made again");
        fs::remove_dir_all(&root).expect("it was there");
    }
}
