//! What an inspection says about a package.

use crate::reason::{Notice, Reason};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It makes comparing or extracting refuse the package.
    Error,
    /// The package may not run, or holds what should not be there.
    Warning,
    /// Neither error nor warning, for example names in GBK.
    Info,
}

impl Level {
    /// The level as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        }
    }
}

/// What was found: errors come with the reason of `BAD_PACKAGE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An error: the reason to refuse the package.
    Refused(Reason),
    /// Of level warning or info.
    Noticed(Notice),
}

/// One thing that an inspection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// What was found: it gives the finding its code.
    pub subject: Subject,
    /// The entry it concerns; `None` where it is the package.
    pub path: Option<String>,
}

impl Finding {
    pub(crate) fn of_package(reason: Reason) -> Finding {
        Finding { level: Level::Error, subject: Subject::Refused(reason), path: None }
    }

    pub(crate) fn of_entry(reason: Reason, path: &str) -> Finding {
        Finding { level: Level::Error, subject: Subject::Refused(reason), path: Some(path.to_owned()) }
    }

    pub(crate) fn notice(level: Level, notice: Notice, path: Option<&str>) -> Finding {
        Finding { level, subject: Subject::Noticed(notice), path: path.map(str::to_owned) }
    }

    /// The finding's stable code, for example `NO_INDEX`; for an error the same text as its reason's.
    pub fn code(&self) -> &'static str {
        match self.subject {
            Subject::Refused(reason) => reason.as_str(),
            Subject::Noticed(notice) => notice.as_str(),
        }
    }

    /// The reason, where the level is error.
    pub fn reason(&self) -> Option<Reason> {
        match self.subject {
            Subject::Refused(reason) => Some(reason),
            Subject::Noticed(_) => None,
        }
    }
}
