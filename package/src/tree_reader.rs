//! The same report from files that are handed over one by one: those of a folder, or of a caller.

use crate::collisions;
use crate::content_digest::ContentDigest;
use crate::content_watch::ContentWatch;
use crate::entry::{Entry, Kind};
use crate::finding::Finding;
use crate::limits::Limits;
use crate::notices::{self, Notices};
use crate::package_report::Report;
use crate::reason::Reason;
use crate::services::Runtime;

/// Makes a report of files that are handed over one by one.
pub struct TreeReader {
    limits: Limits,
    report: Report,
    notices: Notices,
    current: Option<ContentWatch>,
    name_bytes: u64,
    bytes: u64,
}

impl TreeReader {
    /// A report of no files yet.
    pub fn new(limits: Limits) -> TreeReader {
        let (report, notices) = (Report::default(), Notices::default());
        TreeReader { limits, report, notices, current: None, name_bytes: 0, bytes: 0 }
    }

    /// Begins an entry; a directory's path may come without its slash. The contents of a symbolic link are its target.
    /// `modified` is in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`Reason::TooManyEntries`] where there are more than allowed: the report is done.
    pub fn begin(&mut self, path: &str, kind: Kind, executable: bool, modified: Option<i64>) -> Result<(), Reason> {
        self.name_bytes += path.len() as u64;
        let is_full = self.report.entries.len() as u64 >= u64::from(self.limits.max_entries);
        if is_full || self.name_bytes > crate::limits::MAX_NAME_BYTES {
            return Err(self.refuse(Reason::TooManyEntries));
        }
        let mut path = path.to_owned();
        if kind == Kind::Directory && !path.ends_with('/') {
            path.push('/');
        }
        let executable = executable && kind == Kind::File;
        let mut entry = Entry::new(path, kind);
        (entry.executable, entry.modified) = (executable, modified);
        self.notices.see_name(&entry, true, &mut self.report.findings);
        self.current = Some(ContentWatch::begin(&entry));
        self.report.entries.push(entry);
        Ok(())
    }

    /// Takes the next chunk of the entry that was begun.
    ///
    /// # Errors
    ///
    /// [`Reason::TooManyBytes`] where there are more than allowed: the report is done.
    pub fn chunk(&mut self, chunk: &[u8]) -> Result<(), Reason> {
        self.bytes += chunk.len() as u64;
        if self.report.entries.last().is_some_and(|entry| entry.kind == Kind::File) {
            self.report.size += chunk.len() as u64;
        }
        if self.bytes > self.limits.max_bytes {
            return Err(self.refuse(Reason::TooManyBytes));
        }
        if let Some(contents) = &mut self.current {
            contents.update(chunk);
        }
        Ok(())
    }

    /// Ends the entry that was begun.
    pub fn end(&mut self, runtime: &impl Runtime) {
        let index = self.report.entries.len().wrapping_sub(1);
        if let Some(contents) = self.current.take() {
            notices::take_in(&mut self.report, index, &contents.end(), runtime);
        }
    }

    /// The report of all that was handed over.
    pub fn finish(mut self, runtime: &impl Runtime) -> Report {
        self.report.findings.extend(collisions::findings(&self.report.entries, runtime));
        notices::conclude(&mut self.report);
        if self.report.forbids_comparing().is_none() {
            self.report.content_digest = ContentDigest::of(&self.report.entries);
        }
        self.report
    }

    /// Why the files are refused so far.
    pub fn refused(&self) -> Option<Reason> {
        self.report.forbids_comparing()
    }

    fn refuse(&mut self, reason: Reason) -> Reason {
        let finding = Finding::of_package(reason);
        if !self.report.findings.contains(&finding) {
            self.report.findings.push(finding);
        }
        self.current = None;
        reason
    }
}
