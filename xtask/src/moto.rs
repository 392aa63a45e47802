//! moto, a server of S3 for the tests of archives.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::pip;

/// moto's extra `server` has what all of AWS needs, 60 packages: S3 needs Flask beside its own.
const PACKAGES: [&str; 3] = ["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"];

/// Returns the folder of moto. The tests start the server themselves, on a port of their own.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    pip::ensure(root, "moto", &PACKAGES, "the tests of archives in S3 need moto")
}
