//! Reads a zip and says what is inside.

use crate::collisions;
use crate::content_digest::ContentDigest;
use crate::content_watch::ContentWatch;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::notices;
use crate::package_report::Report;
use crate::read_at::ReadAt;
use crate::reason::Reason;
use crate::services::Runtime;
use crate::zip::coverage::Coverage;
use crate::zip::directory::Directory;
use crate::zip::end_record::EndRecord;
use crate::zip::end_search::{EndSearch, is_readable};
use crate::zip::entry_reader::{EntryReader, Progress};

/// What a step does before it returns, in bytes of input and output.
const STEP: u64 = 1 << 20;

/// What an entry costs by itself, in the same unit.
const ENTRY_COST: u64 = 512;

/// How far an inspection goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// The directory alone: names, kinds, sizes, and what is wrong with them.
    Directory,
    /// Also the local headers, and whether they and the data fill the zip.
    Headers,
    /// Also the contents of every entry.
    Contents,
}

/// How an inspection goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There is more to do.
    More,
    /// There is nothing more to do. What is wrong with the zip is in the report's findings.
    Done(Box<Report>),
    /// The bytes are no zip.
    NotZip(Reason),
}

/// An inspection of a zip, in steps of about 1 MiB, between which the caller may yield to its event loop or give up.
pub struct Inspection {
    depth: Depth,
    limits: Limits,
    reader: EntryReader,
    search: EndSearch,
    report: Report,
    stage: Stage,
}

enum Stage {
    Search,
    Directory(EndRecord),
    Entries(Box<Walk>),
    Finished,
}

struct Walk {
    record: EndRecord,
    coverage: Coverage,
    /// The entry that is being read.
    current: Option<(usize, ContentWatch)>,
    /// Bytes of output that are left.
    left: u64,
    reads_contents: bool,
}

impl Inspection {
    /// An inspection to this depth.
    pub fn new(limits: Limits, depth: Depth) -> Inspection {
        let (reader, search) = (EntryReader::new(), EndSearch::new());
        Inspection { depth, limits, reader, search, report: Report::default(), stage: Stage::Search }
    }

    /// Why the package is refused, by what was read so far: who is going to compare or extract need not go on.
    pub fn refused(&self) -> Option<Reason> {
        self.report.forbids_comparing()
    }

    /// Goes on. The source and the runtime have to be those of the first step.
    pub fn step(&mut self, source: &impl ReadAt, runtime: &impl Runtime) -> Step {
        match std::mem::replace(&mut self.stage, Stage::Finished) {
            Stage::Search => match self.search.step(source, &mut self.reader.window) {
                None => self.stage = Stage::Search,
                Some(Ok(record)) => self.stage = Stage::Directory(record),
                Some(Err(reason)) => return Step::NotZip(reason),
            },
            Stage::Directory(record) => match self.read_directory(record, source, runtime) {
                Some(walk) => self.stage = Stage::Entries(Box::new(walk)),
                None => return self.conclude(),
            },
            Stage::Entries(mut walk) => {
                if self.read_entries(&mut walk, source, runtime) {
                    self.look_for_end_records(&walk, source);
                    return self.conclude();
                }
                self.stage = Stage::Entries(walk);
            }
            Stage::Finished => return self.conclude(),
        }
        Step::More
    }

    fn read_directory(&mut self, record: EndRecord, source: &impl ReadAt, runtime: &impl Runtime) -> Option<Walk> {
        let directory = Directory::read(&record, &self.limits, source, &mut self.reader.window, runtime);
        let Report { size, entries, findings, .. } = &mut self.report;
        *size = source.size();
        findings.extend(record.faults.iter().copied().map(Finding::of_package));
        if record.end != source.size() {
            let reason = if record.end < source.size() { Reason::TrailingBytes } else { Reason::MissingBytes };
            findings.push(Finding::of_package(reason));
        }
        *entries = directory.entries;
        findings.extend(directory.findings);
        findings.extend(collisions::findings(entries, runtime));
        let is_over = findings.iter().any(|finding| finding.reason() == Some(Reason::TooManyEntries));
        if self.depth == Depth::Directory || is_over {
            return None;
        }
        let mut coverage = Coverage::new(entries, &record, directory.is_complete);
        if coverage.has_bytes_before(entries) && record.shift == 0 && directory.is_complete {
            findings.push(Finding::of_package(Reason::PrependedBytes));
        }
        let reads_contents = self.depth == Depth::Contents;
        Some(Walk { record, coverage, current: None, left: self.limits.max_bytes, reads_contents })
    }

    /// Reads entries for the length of a step; whether that was all of them.
    fn read_entries(&mut self, walk: &mut Walk, source: &impl ReadAt, runtime: &impl Runtime) -> bool {
        let mut done = 0;
        while done < STEP {
            if let Some((index, contents)) = walk.current.take() {
                done += self.read_chunk(walk, (index, contents), source, runtime);
                continue;
            }
            let Report { entries, findings, .. } = &mut self.report;
            let Some(visit) = walk.coverage.visit(entries, findings, source, &mut self.reader.window) else {
                return true;
            };
            done += ENTRY_COST;
            let entry = visit.header.filter(|_| walk.reads_contents).zip(entries.get(visit.index));
            if let Some((header, entry)) = entry {
                self.reader.begin_at(header, entry, walk.left);
                walk.current = Some((visit.index, ContentWatch::begin(entry)));
            }
        }
        false
    }

    /// Reads a chunk of the current entry; what that cost.
    fn read_chunk(
        &mut self,
        walk: &mut Walk,
        (index, mut contents): (usize, ContentWatch),
        source: &impl ReadAt,
        runtime: &impl Runtime,
    ) -> u64 {
        let Some(entry) = self.report.entries.get(index) else { return 0 };
        let before = self.reader.position();
        let cost = match self.reader.next_of_data(source, entry) {
            Progress::Chunk(chunk) => {
                contents.update(chunk);
                walk.current = Some((index, contents));
                chunk.len() as u64
            }
            Progress::End => {
                walk.left = walk.left.saturating_sub(contents.size());
                notices::take_in(&mut self.report, index, &contents.end(), runtime);
                ENTRY_COST
            }
            Progress::Damaged(Reason::TooManyBytes) => {
                self.report.findings.push(Finding::of_package(Reason::TooManyBytes));
                walk.reads_contents = false;
                ENTRY_COST
            }
            Progress::Damaged(reason) => {
                self.report.findings.push(Finding::of_entry(reason, &entry.path));
                walk.left = walk.left.saturating_sub(self.reader.output());
                ENTRY_COST
            }
        };
        cost + (self.reader.position() - before)
    }

    /// Another end record counts where its bytes belong to no entry.
    fn look_for_end_records(&mut self, walk: &Walk, source: &impl ReadAt) {
        let mut others = self.search.others(&walk.record).filter(|at| walk.coverage.is_unexplained(*at));
        if others.any(|at| is_readable(source, at)) {
            self.report.findings.push(Finding::of_package(Reason::SecondEndRecord));
        }
    }

    fn conclude(&mut self) -> Step {
        let mut report = std::mem::take(&mut self.report);
        notices::conclude(&mut report);
        if report.forbids_comparing().is_none() && self.depth == Depth::Contents {
            report.content_digest = ContentDigest::of(&report.entries);
        }
        Step::Done(Box::new(report))
    }
}
