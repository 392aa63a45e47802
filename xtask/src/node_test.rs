//! Runs test files with Node's test runner.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::job::{Job, LOGS};
use crate::process::{command, run_step};

/// The limit of a test and of a file, in milliseconds: 20 minutes. Only a hung test takes as long.
const TIMEOUT: &str = "--test-timeout=1200000";
/// The same for heavy tests: an hour. 200,000 functions take five minutes of a processor, which a busy machine stretches to 17.
const SOAK_TIMEOUT: &str = "--test-timeout=3600000";

/// Runs test files in a folder by `node --test`, and returns the report as TAP.
pub fn node_test(job: &Job, what: &str, folder: &Path, files: &[String], more: &[(&str, &OsStr)]) -> Result<String> {
    let report = job.root().join(LOGS).join(format!("{}.tap", what.replace(|c: char| !c.is_alphanumeric(), "-")));
    let mut node = command("node", folder);
    let timeout = if job.is_soak { SOAK_TIMEOUT } else { TIMEOUT };
    node.args(["--expose-gc", "--test", timeout, "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.arg("--test-reporter=tap").arg(format!("--test-reporter-destination={}", report.display()));
    node.arg(format!("--test-concurrency={}", job.concurrency)).args(files);
    node.envs(more.iter().copied()).envs(job.environment());
    run_step(what, &mut node)?;
    fs::read_to_string(&report).with_context(|| report.display().to_string())
}

/// Runs test files in the project's folder.
pub fn in_place(job: &Job, what: &str, more: &[(&str, &OsStr)]) -> Result<String> {
    let files: Vec<_> = job.files.iter().map(|file| format!("tests/{file}")).collect();
    node_test(job, what, job.root(), &files, more)
}
