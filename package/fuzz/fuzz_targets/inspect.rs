//! Any bytes are inspected, and each entry of what is a zip is read: no panic, no endless loop, no memory beyond the limits.
//!
//! ```sh
//! cargo +nightly fuzz run --sanitizer none --fuzz-dir package/fuzz inspect package/fuzz/corpus/inspect tests/packages
//! ```
#![no_main]
#![allow(clippy::unwrap_used, dead_code)]

#[path = "../../tests/inspect/support.rs"]
mod support;

use libfuzzer_sys::fuzz_target;
use wechat_function_package::{Depth, Kind, Limits};

const LIMITS: Limits = Limits { max_bytes: 256 << 10, max_entries: 1000 };

fuzz_target!(|bytes: &[u8]| {
    let Ok(report) = support::inspected(bytes, LIMITS, Depth::Contents) else { return };
    assert!(report.entries.len() <= 1000);
    for entry in report.entries.iter().filter(|entry| entry.kind == Kind::File) {
        let read = support::contents_of(bytes, entry, LIMITS.max_bytes);
        // What was sound stays sound.
        if report.forbids_comparing().is_none() {
            assert_eq!(read.unwrap().len() as u64, entry.size);
        }
    }
});
