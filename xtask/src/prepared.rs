//! What the stages need: packages, tools, runtimes. The first stage that asks prepares a thing, and the others wait.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, bail};

use crate::build;
use crate::folders::{copy_files, fresh_folder};
use crate::javascript::{self, npm};
use crate::process::{run, step};
use crate::{chromium, fingerprint, junit, typos};

/// The folder where npm installs the packed package. Stages get copies of it.
const INSTALLED: &str = "target/installed";

/// A value that is prepared once, or the message of the failure.
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

/// Everything that stages share. Each part is prepared when a stage asks for it.
pub struct Prepared {
    root: PathBuf,
    javascript: Once<()>,
    chromium: Once<String>,
    deno: Once<PathBuf>,
    bun: Once<PathBuf>,
    package: Once<()>,
    trapping: Once<PathBuf>,
    tarball: Once<PathBuf>,
    typos: Once<PathBuf>,
    junit: Once<PathBuf>,
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
            typos: Once::new(),
            junit: Once::new(),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Installs the JavaScript tools of `package.json`.
    pub fn javascript(&self) -> Result<()> {
        self.javascript.get(|| javascript::install(&self.root))
    }

    /// The path of Chromium's program.
    pub fn chromium(&self) -> Result<String> {
        self.chromium.get(chromium::ensure)
    }

    /// The path of Deno's program.
    pub fn deno(&self) -> Result<PathBuf> {
        self.javascript()?;
        self.deno.get(|| javascript::deno(&self.root))
    }

    /// The path of Bun's program.
    pub fn bun(&self) -> Result<PathBuf> {
        self.javascript()?;
        self.bun.get(|| javascript::bun(&self.root))
    }

    /// The path of the program that looks for misspelt words.
    pub fn typos(&self) -> Result<PathBuf> {
        self.typos.get(|| typos::ensure(&self.root))
    }

    /// The folder of what judges JUnit XML.
    pub fn junit(&self) -> Result<PathBuf> {
        self.junit.get(|| junit::ensure(&self.root))
    }

    /// Builds `pkg/` from the current sources.
    pub fn package(&self) -> Result<()> {
        self.javascript()?;
        self.package.get(|| build::run(&self.root))
    }

    /// Builds the package that traps on demand, after `pkg/`: both compile in the same folder.
    pub fn trapping(&self) -> Result<PathBuf> {
        self.package()?;
        self.trapping.get(|| build::run_trapping(&self.root))
    }

    /// The path of the tarball that `npm pack` makes of `pkg/`.
    pub fn tarball(&self) -> Result<PathBuf> {
        self.package()?;
        self.tarball.get(|| {
            let inputs = fingerprint::of(&self.root, &["pkg", ".npmrc"], &[])?;
            fingerprint::unless_made(&self.root, INSTALLED, &inputs, || pack_and_install(&self.root))?;
            tarball(&self.root.join(INSTALLED))
        })
    }

    /// Creates a folder for a stage, outside the project, with only the packed package installed.
    pub fn consumer(&self, stage: &str) -> Result<Consumer> {
        self.tarball()?;
        let name = format!("wechat-function-link-{stage}-{}", std::process::id());
        let consumer = Consumer { folder: std::env::temp_dir().join(name) };
        fresh_folder(&consumer.folder)?;
        copy_files(&self.root.join(INSTALLED), &consumer.folder)?;
        Ok(consumer)
    }
}

/// A temporary folder with the installed package. Drop removes it.
pub struct Consumer {
    pub folder: PathBuf,
}

impl Consumer {
    /// The installed package's folder.
    pub fn package(&self) -> PathBuf {
        self.folder.join("node_modules/wechat-function-link")
    }

    /// Puts the project's own copies of these packages beside the installed one.
    pub fn link_packages(&self, root: &Path, names: &[&str]) -> Result<()> {
        let (from, to) = (root.join("node_modules"), self.folder.join("node_modules"));
        names.iter().try_for_each(|name| link_folder(&from.join(name), &to.join(name)))
    }

    /// Copies a folder of `tests/` into this folder.
    pub fn add_tests(&self, root: &Path, folder: &str) -> Result<()> {
        copy_files(&root.join("tests").join(folder), &self.folder.join(folder))
    }
}

/// A link: a package finds its own dependencies beside its real place.
#[cfg(unix)]
fn link_folder(from: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(from, to).with_context(|| to.display().to_string())
}

#[cfg(not(unix))]
fn link_folder(from: &Path, to: &Path) -> Result<()> {
    copy_files(from, to)
}

impl Drop for Consumer {
    fn drop(&mut self) {
        // A test's program may still use a file. That does not fail the stage.
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
