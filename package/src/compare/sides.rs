//! The files of two packages side by side, in the order of their paths.

use super::Status;
use crate::entry::{Entry, Kind};
use crate::order::ordered;
use crate::package_report::Report;

/// The reports of both packages, whose entries are paired by path.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) before: &'a Report,
    pub(super) after: &'a Report,
}

/// A path of either package: where its entry is in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Both<'a> {
    pub(super) path: &'a str,
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// How a file differs, as far as can be said without its contents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    pub(super) status: Status,
    /// Whether the contents may show that only line endings differ.
    pub(super) may_be_eol_only: bool,
}

impl<'a> Sides<'a> {
    /// All paths but those of folders, sorted by their UTF-8 bytes.
    pub(super) fn merged(self) -> impl Iterator<Item = Both<'a>> {
        let mut before = sorted(&self.before.entries).peekable();
        let mut after = sorted(&self.after.entries).peekable();
        std::iter::from_fn(move || {
            let path = match (before.peek(), after.peek()) {
                (Some(one), Some(two)) => one.0.min(two.0),
                (one, two) => one.or(two)?.0,
            };
            let before = before.next_if(|(own, _)| *own == path).map(|(_, at)| at);
            let after = after.next_if(|(own, _)| *own == path).map(|(_, at)| at);
            Some(Both { path, before, after })
        })
    }

    pub(super) fn entries(self, both: Both<'_>) -> (Option<&'a Entry>, Option<&'a Entry>) {
        let entry = |report: &'a Report, at: Option<usize>| at.and_then(|at| report.entries.get(at));
        (entry(self.before, both.before), entry(self.after, both.after))
    }

    /// Whether both sides, or the one that is there, are files.
    pub(super) fn are_files(self, both: Both<'_>) -> bool {
        let (before, after) = self.entries(both);
        [before, after].into_iter().flatten().all(|entry| entry.kind == Kind::File)
    }

    /// Whether both sides are there with the same contents.
    pub(super) fn are_same(self, both: Both<'_>) -> bool {
        let (Some(before), Some(after)) = self.entries(both) else { return false };
        // A checksum that is not known is equal to none.
        before.kind == after.kind && before.checksum.is_some() && before.checksum == after.checksum
    }

    /// How a file differs; None where it is the same.
    pub(super) fn difference(self, both: Both<'_>, modes: bool) -> Option<Difference> {
        let (status, may_be_eol_only) = match self.entries(both) {
            (None, _) => (Status::Added, false),
            (_, None) => (Status::Removed, false),
            (Some(before), Some(after)) => {
                let are_files = self.are_files(both);
                let modes_differ = modes && are_files && before.executable != after.executable;
                match (self.are_same(both), modes_differ) {
                    (true, false) => return None,
                    (true, true) => (Status::Mode, false),
                    (false, _) => (Status::Modified, are_files && !modes_differ),
                }
            }
        };
        Some(Difference { status, may_be_eol_only })
    }
}

fn sorted(entries: &[Entry]) -> impl Iterator<Item = (&str, usize)> {
    let places = ordered(entries.len(), &|one, two| entries[one].path.cmp(&entries[two].path));
    let entries = places.into_iter().map(|at| (&entries[at], at));
    entries.filter(|(entry, _)| entry.kind != Kind::Directory).map(|(entry, at)| (entry.path.as_str(), at))
}
