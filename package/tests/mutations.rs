//! Packages that are changed at random: no panic, no endless loop, no memory beyond the limits.
#![allow(clippy::unwrap_used, dead_code)]

#[path = "inspect/support.rs"]
mod support;

use std::cell::Cell;
use std::fs;

use peak_alloc::PeakAlloc;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use wechat_function_package::{Depth, Inspection, Kind, Limits, Report, Step};

use crate::support::{Native, contents_of, folder};

/// One test alone in its process, so that the memory is its own.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const LIMITS: Limits = Limits { max_bytes: 2 << 20, max_entries: 500 };

/// Buffers, `index.js` and manifests that are looked into, and the entries of the limits.
const MAX_MEMORY: usize = 12 << 20;

/// A change of a package; positions are parts of its length.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    /// A number near an end of its range, in a record that begins nearby.
    Number(Index, u8, u32),
    Remove(Index, u8),
    Repeat(Index, u8),
    Cut(Index),
    Splice(Index, Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let number = prop_oneof![any::<u32>(), 0..100_u32, (u32::MAX - 2)..=u32::MAX, Just(0xffff), Just(0x0605_4b50)];
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        4 => (any::<Index>(), 0..50_u8, number).prop_map(|(at, field, number)| Change::Number(at, field, number)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Change::Repeat(at, length)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => any::<(Index, Index, Index)>().prop_map(|(package, at, from)| Change::Splice(package, at, from)),
    ]
}

/// Where records begin: most of what matters is there.
fn records(bytes: &[u8]) -> Vec<usize> {
    bytes.windows(2).enumerate().filter(|(_, pair)| pair == b"PK").map(|(at, _)| at).collect()
}

fn changed(packages: &[Vec<u8>], bytes: &mut Vec<u8>, change: &Change) {
    let length = bytes.len();
    let part = |at: &Index, count: u8| at.index(length)..length.min(at.index(length) + usize::from(count));
    match change {
        _ if length == 0 => {}
        Change::Set(at, byte) => bytes[at.index(length)] = *byte,
        Change::Number(at, field, number) => {
            let records = records(bytes);
            let Some(record) = (!records.is_empty()).then(|| records[at.index(records.len())]) else { return };
            let from = length.min(record + usize::from(*field));
            let to = length.min(from + if number % 2 == 0 { 2 } else { 4 });
            bytes[from..to].copy_from_slice(&number.to_le_bytes()[..to - from]);
        }
        Change::Remove(at, count) => drop(bytes.drain(part(at, *count))),
        Change::Repeat(at, count) => {
            let part = part(at, *count);
            let copy = bytes[part.clone()].to_vec();
            bytes.splice(part.start..part.start, copy);
        }
        Change::Cut(at) => bytes.truncate(at.index(length)),
        Change::Splice(package, at, from) => {
            let other = &packages[package.index(packages.len())];
            let tail = &other[from.index(other.len().max(1)).min(other.len())..];
            bytes.truncate(at.index(length));
            bytes.extend_from_slice(tail);
        }
    }
}

/// A whole inspection; each step has to go on.
fn inspected(bytes: &[u8]) -> Option<Report> {
    let mut inspection = Inspection::new(LIMITS, Depth::Contents);
    // A step reads or writes 1 MiB, or is one of the few of the directory; entries that break off are counted, too.
    for _ in 0..1000 {
        match inspection.step(&bytes, &Native) {
            Step::More => {}
            Step::Done(report) => return Some(*report),
            Step::NotZip(_) => return None,
        }
    }
    unreachable!("it does not end")
}

fn packages() -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut zips: Vec<_> = files.filter(|path| path.extension().is_some_and(|end| end == "zip")).collect();
    zips.sort();
    zips.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn changed_packages_never_panic_loop_or_take_memory() {
    let packages = packages();
    // The same changes in every run, unless more are asked for.
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    let cases = more.unwrap_or(2000);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = match more {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let strategy = (any::<Index>(), prop::collection::vec(change(), 1..6));
    let (reports, sound) = (Cell::new(0), Cell::new(0));
    let outcome = runner.run(&strategy, |(package, changes)| {
        let mut bytes = packages[package.index(packages.len())].clone();
        for change in &changes {
            changed(&packages, &mut bytes, change);
        }
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let report = inspected(&bytes);
        let used = MEMORY.peak_usage() - before;
        prop_assert!(used < MAX_MEMORY, "{used} bytes for {}", bytes.len());
        let Some(report) = report else { return Ok(()) };
        reports.set(reports.get() + 1);
        sound.set(sound.get() + u32::from(report.content_digest.is_some()));
        prop_assert!(report.entries.len() <= LIMITS.max_entries as usize);
        prop_assert_eq!(report.content_digest.is_some(), report.forbids_comparing().is_none());
        for entry in report.entries.iter().filter(|entry| entry.kind == Kind::File) {
            let read = contents_of(&bytes, entry, LIMITS.max_bytes);
            if report.forbids_comparing().is_none() {
                prop_assert_eq!(read.map(|read| read.len() as u64), Ok(entry.size));
            }
        }
        Ok(())
    });
    outcome.unwrap();
    // Most changes leave something to report on, and some leave a package sound.
    assert!(reports.get() > cases / 3 && sound.get() > cases / 400, "{reports:?} and {sound:?} of {cases}");
}
