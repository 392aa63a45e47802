//! A stage, with the files and options of one run.

use std::path::Path;

use anyhow::Result;

use crate::folders::copy_files;
use crate::prepared::{Consumer, Prepared};

/// The folder of the reports, and of the logs of parallel stages.
pub const LOGS: &str = "target/test";

/// One run of a stage.
pub struct Job<'a> {
    /// The stage's name on the command line. Its folder and its log are named after it.
    pub name: &'static str,
    pub prepared: &'a Prepared,
    /// The test files, as paths below `tests/`.
    pub files: Vec<String>,
    /// Whether the run has no filter.
    pub is_whole: bool,
    pub is_soak: bool,
    /// The number of processes that Node's test runner may start at once.
    pub concurrency: usize,
}

impl Job<'_> {
    pub fn root(&self) -> &Path {
        self.prepared.root()
    }

    /// The environment of the tests: `tests/support/soak.mjs` reads `SOAK`.
    pub fn environment(&self) -> [(&'static str, &'static str); 1] {
        [("SOAK", if self.is_soak { "1" } else { "0" })]
    }

    /// Creates a folder for this stage, with the packed package installed.
    pub fn consumer(&self) -> Result<Consumer> {
        self.prepared.consumer(self.name)
    }

    /// Creates such a folder with the package's tests in it.
    pub fn consumer_with_tests(&self) -> Result<Consumer> {
        let trapping = self.prepared.trapping()?;
        let consumer = self.consumer()?;
        for folder in ["package", "packages", "support", "vectors"] {
            consumer.add_tests(self.root(), folder)?;
        }
        copy_files(&trapping, &consumer.folder.join("trapping-package"))?;
        Ok(consumer)
    }
}
