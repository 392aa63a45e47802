//! A pair of files whose contents a comparison needs.

use super::patch::MOST_BYTES;
use super::side_contents::SideContents;
use super::sides::{Both, Sides};

/// A pair of files whose contents the comparison needs: one side alone where that is enough.
#[derive(Debug)]
pub struct Pair {
    /// The place of the entry to read in the report before.
    pub before: Option<usize>,
    /// The place of the entry to read in the report after.
    pub after: Option<usize>,
    pub(super) path: String,
    pub(super) question: Question,
    sizes: (u64, u64),
}

/// What the contents decide.
#[derive(Clone, Copy, Debug)]
pub(super) enum Question {
    /// The patch of a file; also whether only its line endings differ, where nothing else does.
    File { at: usize, may_be_eol_only: bool, executable: (bool, bool) },
    /// Whether a file of a dependency differs in more than its line endings.
    Dependency { at: usize },
    /// The versions of a dependency. `same`: what is read of one side holds for both.
    Versions { at: usize, same: bool },
}

impl Pair {
    pub(super) fn new(sides: Sides<'_>, both: Both<'_>, question: Question) -> Self {
        let (before, after) = sides.entries(both);
        let sizes = (before.map_or(0, |entry| entry.size), after.map_or(0, |entry| entry.size));
        Self { before: both.before, after: both.after, path: both.path.to_owned(), question, sizes }
    }

    /// Whether neither file is too long for a patch.
    pub(super) fn is_short(&self) -> bool {
        self.sizes.0.max(self.sizes.1) <= MOST_BYTES
    }

    /// What takes in the entry before.
    #[must_use]
    pub fn contents_before(&self) -> SideContents {
        SideContents::new(!self.is_short())
    }

    /// What takes in the entry after.
    #[must_use]
    pub fn contents_after(&self) -> SideContents {
        SideContents::new(!self.is_short())
    }
}
