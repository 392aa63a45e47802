//! A stage of the test with what it runs this time.

use std::path::Path;

use anyhow::Result;

use crate::build;
use crate::prepared::{Consumer, Prepared};
use crate::stages::Stage;

/// A stage with what it runs.
pub struct Job<'a> {
    pub stage: &'a Stage,
    pub prepared: &'a Prepared,
    /// The test files, as paths below `tests/`.
    pub files: Vec<String>,
    /// Whether no filter left files out.
    pub is_whole: bool,
    pub is_soak: bool,
    /// How many processes Node's test runner may have at once.
    pub concurrency: usize,
}

impl Job<'_> {
    pub fn run(&self) -> Result<()> {
        (self.stage.run)(self)
    }

    pub fn root(&self) -> &Path {
        self.prepared.root()
    }

    /// For the tests' programs: tests/support/soak.mjs reads it.
    pub fn environment(&self) -> [(&'static str, &'static str); 1] {
        [("SOAK", if self.is_soak { "1" } else { "0" })]
    }

    /// A folder with the packed package, of this stage's own.
    pub fn consumer(&self) -> Result<Consumer> {
        self.prepared.consumer(self.stage.name)
    }

    /// The same with the package's tests in it.
    pub fn consumer_with_tests(&self) -> Result<Consumer> {
        let trapping = self.prepared.trapping()?;
        let consumer = self.consumer()?;
        for folder in ["package", "packages", "support", "vectors"] {
            consumer.add_tests(self.root(), folder)?;
        }
        build::copy_files(&trapping, &consumer.folder.join("trapping-package"))?;
        Ok(consumer)
    }
}
