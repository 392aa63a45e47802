//! What stages of the test need: each is prepared by the first that asks for it, once, while the others wait for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};

use crate::build::{self, copy_files, fresh_folder};
use crate::javascript::{self, npm};
use crate::process::{run, step};
use crate::{chromium, fingerprint};

/// Where the packed package is installed as a user would install it; stages get copies.
const INSTALLED: &str = "target/installed";

/// A value, or the message of why there is none.
struct Once<T>(OnceLock<Result<T, String>>);

impl<T: Clone> Once<T> {
    const fn new() -> Once<T> {
        Once(OnceLock::new())
    }

    fn get(&self, prepare: impl FnOnce() -> Result<T>) -> Result<T> {
        self.0
            .get_or_init(|| prepare().map_err(|error| format!("{error:#}")))
            .clone()
            .map_err(|message| anyhow!(message))
    }
}

/// What is there already, or is prepared when a stage asks for it.
pub struct Prepared {
    root: PathBuf,
    javascript: Once<()>,
    chromium: Once<String>,
    deno: Once<PathBuf>,
    bun: Once<PathBuf>,
    package: Once<()>,
    trapping: Once<PathBuf>,
    tarball: Once<PathBuf>,
}

impl Prepared {
    pub fn new(root: &Path) -> Prepared {
        Prepared {
            root: root.to_owned(),
            javascript: Once::new(),
            chromium: Once::new(),
            deno: Once::new(),
            bun: Once::new(),
            package: Once::new(),
            trapping: Once::new(),
            tarball: Once::new(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Node's tools.
    pub fn javascript(&self) -> Result<()> {
        self.javascript.get(|| javascript::install(&self.root))
    }

    /// Chromium's program.
    pub fn chromium(&self) -> Result<String> {
        self.chromium.get(chromium::ensure)
    }

    /// Deno's program.
    pub fn deno(&self) -> Result<PathBuf> {
        self.javascript()?;
        self.deno.get(|| javascript::deno(&self.root))
    }

    /// Bun's program.
    pub fn bun(&self) -> Result<PathBuf> {
        self.javascript()?;
        self.bun.get(|| javascript::bun(&self.root))
    }

    /// `pkg/`, as the sources make it.
    pub fn package(&self) -> Result<()> {
        self.javascript()?;
        self.package.get(|| build::run(&self.root))
    }

    /// The package that traps where a test asks for it. Built after the package: both compile in one folder.
    pub fn trapping(&self) -> Result<PathBuf> {
        self.package()?;
        self.trapping.get(|| build::run_trapping(&self.root))
    }

    /// What `npm pack` makes of the package.
    pub fn tarball(&self) -> Result<PathBuf> {
        self.package()?;
        self.tarball.get(|| {
            let inputs = fingerprint::of(&self.root, &["pkg", ".npmrc"], &[])?;
            fingerprint::unless_made(&self.root, INSTALLED, &inputs, || pack_and_install(&self.root))?;
            tarball(&self.root.join(INSTALLED))
        })
    }

    /// A folder of this stage's own, outside the project, with the packed package installed and nothing else.
    pub fn consumer(&self, stage: &str) -> Result<Consumer> {
        self.tarball()?;
        let name = format!("wechat-function-link-{stage}-{}", std::process::id());
        let consumer = Consumer { folder: std::env::temp_dir().join(name) };
        fresh_folder(&consumer.folder)?;
        copy_files(&self.root.join(INSTALLED), &consumer.folder)?;
        Ok(consumer)
    }
}

/// A folder that is gone with its value.
pub struct Consumer {
    pub folder: PathBuf,
}

impl Consumer {
    /// The package in it.
    pub fn package(&self) -> PathBuf {
        self.folder.join("node_modules/wechat-function-link")
    }

    /// Copies a folder of `tests/` into it.
    pub fn add_tests(&self, root: &Path, folder: &str) -> Result<()> {
        copy_files(&root.join("tests").join(folder), &self.folder.join(folder))
    }
}

impl Drop for Consumer {
    fn drop(&mut self) {
        // What a program of a test still holds stays: that is no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn tarball(folder: &Path) -> Result<PathBuf> {
    fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .context("npm pack left no tarball")
}

fn pack_and_install(root: &Path) -> Result<()> {
    step("npm pack, and npm install into an empty folder");
    let folder = root.join(INSTALLED);
    fresh_folder(&folder)?;
    run(npm(&root.join("pkg")).args(["pack", "--silent", "--pack-destination"]).arg(&folder).stdout(Stdio::null()))?;
    fs::write(folder.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    fs::copy(root.join(".npmrc"), folder.join(".npmrc"))?;
    run(npm(&folder).args(["install", "--loglevel=error"]).arg(tarball(&folder)?).stdout(Stdio::null()))?;
    let installed = fs::read_dir(folder.join("node_modules"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .filter(|name| !name.starts_with('.'))
        .collect::<Vec<_>>();
    if installed != ["wechat-function-link"] {
        bail!("the package brought dependencies: {}", installed.join(", "));
    }
    Ok(())
}
