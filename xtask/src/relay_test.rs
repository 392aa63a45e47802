//! Tests the relay's points of `docs/faults.md` on real sockets, in each runtime that supports a relay.

use std::ffi::OsStr;

use anyhow::Result;

use crate::faults::{self, Kind};
use crate::job::Job;
use crate::node_test::node_test;
use crate::process::all;

/// The runtimes, by their name in the table and in the tests.
const RUNTIMES: [(&str, &str); 3] = [("Node", "node"), ("Deno", "deno"), ("workerd", "workerd")];

/// The file that runs in Bun, too: Bun ends a broken response by a reset.
const BUN_TEST: &str = "relay/outcome.mjs";

/// Runs the same tests against a relay of the installed package, in each runtime.
pub fn run(job: &Job) -> Result<()> {
    let consumer = job.consumer()?;
    let (package, deno) = (consumer.package(), job.prepared.deno()?);
    let run = |shown: &str, runtime: &str, files: &[String]| {
        let files: Vec<_> = files.iter().map(|file| format!("tests/{file}")).collect();
        let more =
            [("RELAY_RUNTIME", OsStr::new(runtime)), ("PACKAGE", package.as_os_str()), ("DENO", deno.as_os_str())];
        node_test(job, &format!("the relay in {shown}"), job.root(), &files, &more)
    };
    let promised = RUNTIMES.map(|(shown, runtime)| {
        let report = run(shown, runtime, &job.files)?;
        if job.is_whole { faults::check(job.root(), Kind::Point, shown, &report) } else { Ok(()) }
    });
    let in_bun = job.is_whole || job.files.iter().any(|file| file == BUN_TEST);
    let bun = if in_bun { run("Bun", "bun", &[BUN_TEST.to_owned()]).map(drop) } else { Ok(()) };
    all([all(promised), bun])
}
