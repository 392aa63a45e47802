//! What an inspection says.

use crate::content_digest::ContentDigest;
use crate::entry::{Entry, Kind};
use crate::finding::Finding;
use crate::reason::Reason;
use crate::services::Manifest;

/// The file that the platform calls: `index.js` of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFile {
    /// Always `index.js`, the path of its entry.
    pub path: String,
    /// Whether it exports `main`, guessed from its text; `None` where that cannot be told.
    pub exports_main: Option<bool>,
}

/// What is inside a package. The checksum of the package itself is the shell's, which has the runtime's own hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Bytes of the package; of a folder, of its files.
    pub size: u64,
    /// The digest of the contents; `None` where the package may not be compared, or its contents were not read.
    pub content_digest: Option<ContentDigest>,
    /// Bytes of all files and symbolic links, unpacked.
    pub unpacked_size: u64,
    /// The entries in the directory's order.
    pub entries: Vec<Entry>,
    /// `index.js` of the root, where it is a file.
    pub entry_file: Option<EntryFile>,
    /// `package.json` of the root, where it can be read.
    pub package_json: Option<Manifest>,
    /// Errors first, then warnings, then infos; each by kind, then by path.
    pub findings: Vec<Finding>,
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// The one file of this path.
    File(&'a Entry),
    /// There is no such entry.
    Missing,
    /// A directory or a symbolic link.
    NotFile,
    /// Several entries have this path.
    NotUnique,
}

impl Report {
    /// Why the package may not be compared, where it may not.
    pub fn forbids_comparing(&self) -> Option<Reason> {
        self.findings.iter().filter_map(Finding::reason).find(|reason| reason.forbids_comparing())
    }

    /// Which finding forbids to extract the package, where one does. Symbolic links are never extracted: they may be left out, but not what
    /// is below them.
    pub fn forbids_extracting(&self, skips_symlinks: bool) -> Option<usize> {
        let is_skipped = |reason: &Reason| skips_symlinks && matches!(reason, Reason::Symlink | Reason::SymlinkOutside);
        self.findings.iter().position(|finding| finding.reason().is_some_and(|reason| !is_skipped(&reason)))
    }

    /// Why the entry of a path may not be read by itself, where it may not.
    pub fn forbids_reading(&self, path: &str) -> Option<Reason> {
        let concerns = |finding: &&Finding| match &finding.path {
            Some(of) => of == path,
            None => finding.reason() == Some(Reason::TooManyEntries),
        };
        self.findings.iter().filter(concerns).filter_map(Finding::reason).find(|reason| reason.forbids_comparing())
    }

    /// The entry of a path.
    pub fn find(&self, path: &str) -> Found<'_> {
        let mut found = self.entries.iter().filter(|entry| entry.path == path);
        match (found.next(), found.next()) {
            (None, _) => Found::Missing,
            (Some(_), Some(_)) => Found::NotUnique,
            (Some(entry), None) if entry.kind == Kind::File => Found::File(entry),
            (Some(_), None) => Found::NotFile,
        }
    }
}
