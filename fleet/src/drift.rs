//! What became of a function between two snapshots.

use crate::compared::Compared;

/// What became of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DriftStatus {
    /// The same package: both checksums are equal.
    Unchanged,
    /// Another package with the same contents.
    Repackaged,
    /// Another package; its contents differ, or nothing is known of them.
    Changed,
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
    /// An error on either side hides it.
    Unknown,
}

impl DriftStatus {
    /// All of them, in the order of a summary.
    pub const ALL: [DriftStatus; 6] = [
        DriftStatus::Unchanged,
        DriftStatus::Repackaged,
        DriftStatus::Changed,
        DriftStatus::Added,
        DriftStatus::Removed,
        DriftStatus::Unknown,
    ];

    /// The name as JavaScript sees it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DriftStatus::Unchanged => "unchanged",
            DriftStatus::Repackaged => "repackaged",
            DriftStatus::Changed => "changed",
            DriftStatus::Added => "added",
            DriftStatus::Removed => "removed",
            DriftStatus::Unknown => "unknown",
        }
    }

    /// What became of a function whose rows have no error.
    #[must_use]
    pub fn of(before: Option<&Compared>, after: Option<&Compared>) -> DriftStatus {
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(_)) => return DriftStatus::Added,
            (Some(_), None) => return DriftStatus::Removed,
            (None, None) => return DriftStatus::Unknown,
        };
        match (&before.checksum, &after.checksum) {
            (Some(before), Some(after)) if before == after => DriftStatus::Unchanged,
            // The same files, packed anew: another time or compression.
            (Some(_), Some(_)) if before.content_digest.is_some() && before.content_digest == after.content_digest => {
                DriftStatus::Repackaged
            }
            (Some(_), Some(_)) => DriftStatus::Changed,
            _ => DriftStatus::Unknown,
        }
    }
}
