//! What differs between two packages: files by status and patch, installed packages by version.
//!
//! [`Comparison`] is made from the reports of two packages. It names the pairs of files whose contents it needs, one after the other; the code
//! that reads packages hands those over in chunks:
//!
//! ```
//! use wechat_function_package::compare::{Comparison, Options, Outcome, Refused};
//! use wechat_function_package::{Report, Runtime};
//!
//! fn compare(before: &Report, after: &Report, runtime: &impl Runtime) -> Result<Outcome, Refused> {
//!     let mut comparison = Comparison::new(before, after, Options::default())?;
//!     while let Some(pair) = comparison.next_pair() {
//!         let (mut one, mut two) = (pair.contents_before(), pair.contents_after());
//!         if let Some(entry) = pair.before.and_then(|at| before.entries.get(at)) {
//!             // For every chunk of the entry, until one returns false: the rest does not matter.
//!             one.chunk(b"a chunk");
//!         }
//!         if let Some(entry) = pair.after.and_then(|at| after.entries.get(at)) {
//!             two.chunk(b"a chunk");
//!         }
//!         comparison.settle(&pair, &one, &two, runtime);
//!     }
//!     Ok(comparison.finish())
//! }
//! ```

mod comparison;
mod dependency;
mod ignore;
mod pair;
mod patch;
mod pattern;
mod side_contents;
mod sides;

pub use comparison::Comparison;
pub use ignore::Ignore;
pub use pair::Pair;
pub use patch::{MOST_BYTES, MOST_LINES};
pub use pattern::{Flaw, Malformed};
pub use side_contents::SideContents;

use crate::reason::Reason;

/// What counts as a difference, and whether to make patches. By default modes do not count, and patches are made.
#[derive(Debug, Default)]
pub struct Options {
    /// Whether the right to execute counts.
    pub modes: bool,
    /// Whether files that differ in the carriage returns before line feeds alone are the same.
    pub ignore_cr_at_eol: bool,
    /// Whether to make no patches, for which fewer contents are read.
    pub no_patches: bool,
    /// Files that do not count.
    pub ignore: Ignore,
}

/// A package that may not be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Whether it is the one after.
    pub is_after: bool,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Only in the package after.
    Added,
    /// Only in the package before.
    Removed,
    /// Other contents, another link target, or a link where a file was.
    Modified,
    /// A text that differs in the carriage returns before line feeds alone.
    EolOnly,
    /// The same contents with another right to execute.
    Mode,
}

impl Status {
    /// The name of the status in JavaScript.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Modified => "modified",
            Self::EolOnly => "eol-only",
            Self::Mode => "mode",
        }
    }
}

/// A file that is not the same in both packages.
#[derive(Debug)]
pub struct FileChange {
    /// Its entry's place in the report before, where it is there.
    pub before: Option<usize>,
    /// Its entry's place in the report after, where it is there.
    pub after: Option<usize>,
    /// What became of it.
    pub status: Status,
    /// The patch that makes one text the other.
    pub patch: Option<String>,
}

/// A package in `node_modules` that is not the same in both packages. Packages inside it belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependencyChange {
    /// Its name, with the scope.
    pub name: String,
    /// Its folder, with a slash at its end.
    pub folder: String,
    /// Its version before: none where it was not there, empty where its package.json names none.
    pub before: Option<String>,
    /// Its version after, likewise.
    pub after: Option<String>,
}

impl DependencyChange {
    /// Whether the version is the same and the files are not.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.before == self.after
    }
}

/// What a comparison found.
#[derive(Debug)]
pub struct Outcome {
    /// Whether nothing differs that counts.
    pub same: bool,
    /// The files outside of installed packages, sorted by the UTF-8 bytes of their path.
    pub files: Vec<FileChange>,
    /// The installed packages, sorted by the UTF-8 bytes of their name.
    pub dependencies: Vec<DependencyChange>,
}
