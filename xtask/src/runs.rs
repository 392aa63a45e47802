//! The functions of the test's stages.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;

use crate::bench;
use crate::chromium;
use crate::exfat;
use crate::faults::{self, Kind};
use crate::firefox;
use crate::job::Job;
use crate::module::{self, MODULES};
use crate::moto;
use crate::node_test::{in_place, node_test};
use crate::process::{all, cargo, command, run_reported, run_step, step};
use crate::redis;
use crate::wasm_target::{self, TARGET};
use crate::zip_programs;

pub fn lint(job: &Job) -> Result<()> {
    let judged = || {
        // tsc reads the declarations of pkg/.
        job.prepared.package()?;
        let typos = job.prepared.typos()?;
        in_place(job, "the source as tools judge it", &[("TYPOS", typos.as_os_str())]).map(drop)
    };
    if job.is_whole { all([rust(job.root()), judged()]) } else { judged() }
}

/// Checks the crates by rustfmt and by clippy, which also runs for WebAssembly.
fn rust(root: &Path) -> Result<()> {
    let clippy = |what: &str, folder: &str, more: &[&str]| {
        let mut clippy = cargo(root);
        clippy.args(["clippy", "--quiet", "--locked"]).args(more).args(["--", "-D", "warnings"]);
        run_step(what, clippy.env("CARGO_TARGET_DIR", root.join(folder)))
    };
    all([
        run_step("rustfmt", cargo(root).args(["fmt", "--all", "--check"])),
        clippy("clippy, native", "target", &["--workspace", "--all-targets"]),
        wasm_target::ensure().and_then(|toolchain| match toolchain {
            wasm_target::Toolchain::Own => MODULES.iter().try_for_each(|module| {
                // In the build's folder and profile it finds the macros that the build compiled.
                let more = ["--release", "--package", module.package, "--target", TARGET];
                clippy("clippy, WebAssembly", module::FOLDER, &more)
            }),
            wasm_target::Toolchain::Debian => {
                // Debian's toolchain has no clippy for this target. The build denies the compiler's warnings.
                step("clippy, WebAssembly: skipped, this toolchain has none; the build denies rustc's warnings");
                Ok(())
            }
        }),
    ])
}

pub fn core(job: &Job) -> Result<()> {
    let mut test = cargo(job.root());
    test.args(["test", "--quiet", "--locked", "--package", "wechat-function-link"]);
    if job.is_whole {
        for package in ["wechat-function-fleet", "wechat-function-package", "xtask", "xtask-catalogue"] {
            test.args(["--package", package]);
        }
    } else {
        test.args(["--test", "core", "--"]);
        let modules = job.files.iter().filter_map(|file| Path::new(file).file_stem());
        test.args(modules.map(|module| format!("{}::", module.to_string_lossy())));
    }
    run_step("the core, natively", &mut test)
}

pub fn node(job: &Job) -> Result<()> {
    exfat::ensure()?;
    let consumer = job.consumer_with_tests()?;
    let report = node_test(job, "the package in Node", &consumer.folder, &job.files, &[])?;
    if job.is_whole { faults::check(job.root(), Kind::Row, "Node", &report) } else { Ok(()) }
}

pub fn deno(job: &Job) -> Result<()> {
    exfat::ensure()?;
    let consumer = job.consumer_with_tests()?;
    let mut deno = command(job.prepared.deno()?, &consumer.folder);
    let flags = ["test", "--no-check", "--allow-all", "--node-modules-dir=manual", "--v8-flags=--expose-gc"];
    deno.args(flags).args(&job.files).envs(job.environment());
    deno.env("DENO_NO_UPDATE_CHECK", "1").env("DENO_NO_PROMPT", "1").env("NO_COLOR", "1");
    let report = run_reported("the package in Deno", &mut deno)?;
    if job.is_whole { faults::check(job.root(), Kind::Row, "Deno", &report) } else { Ok(()) }
}

pub fn bun(job: &Job) -> Result<()> {
    exfat::ensure()?;
    let consumer = job.consumer_with_tests()?;
    let program = job.prepared.bun()?;
    // A process for each file: one file's fresh copy of the package would be another file's other copy. A test has 5 seconds unless
    // something else is said, which a busy machine does not keep.
    let results = job.files.iter().map(|file| {
        let mut bun = command(&program, &consumer.folder);
        bun.args(["test", "--timeout=600000"]).arg(format!("./{file}")).envs(job.environment());
        run_step(&format!("{file} in Bun"), &mut bun)
    });
    all(results.collect::<Vec<_>>())
}

pub fn types(job: &Job) -> Result<()> {
    let consumer = job.consumer()?;
    for folder in ["package", "support"] {
        consumer.add_tests(job.root(), folder)?;
    }
    consumer.link_packages(job.root(), &["bullmq", "ioredis"])?;
    let (modules, deno) = (job.root().join("node_modules"), job.prepared.deno()?);
    let more = [("MODULES", modules.as_os_str()), ("DENO", deno.as_os_str())];
    node_test(job, "the declarations and the snippets", &consumer.folder, &job.files, &more).map(drop)
}

pub fn console(job: &Job) -> Result<()> {
    job.prepared.package()?;
    let chromium = job.prepared.chromium()?;
    let firefox = firefox::ensure();
    let shell = if job.is_soak { None } else { chromium::shell() };
    let mut browsers = vec![("CHROMIUM", OsStr::new(&chromium))];
    browsers.extend(shell.as_ref().map(|path| ("CHROMIUM_SHELL", OsStr::new(path))));
    browsers.extend(firefox.as_ref().map(|path| ("FIREFOX", OsStr::new(path))));
    in_place(job, "the console in Chromium and Firefox", &browsers).map(drop)
}

pub fn package(job: &Job) -> Result<()> {
    let (tarball, deno) = (job.prepared.tarball()?, job.prepared.deno()?);
    let more = [("TARBALL", tarball.as_os_str()), ("DENO", deno.as_os_str())];
    in_place(job, "the package as users' tools see it", &more).map(drop)
}

pub fn command_line(job: &Job) -> Result<()> {
    beside(job, "the command line", &[("JUNIT", job.prepared.junit()?.as_os_str())])
}

/// Runs tests that start programs in a folder with the installed package.
pub fn beside_package(job: &Job, what: &str) -> Result<()> {
    beside(job, what, &[])
}

fn beside(job: &Job, what: &str, extra: &[(&str, &OsStr)]) -> Result<()> {
    let consumer = job.consumer()?;
    consumer.add_tests(job.root(), "support")?;
    let (chromium, deno) = (job.prepared.chromium()?, job.prepared.deno()?);
    let more =
        [("CHROMIUM", OsStr::new(&chromium)), ("DENO", deno.as_os_str()), ("CONSUMER", consumer.folder.as_os_str())];
    in_place(job, what, &[&more, extra].concat()).map(drop)
}

pub fn packages(job: &Job) -> Result<()> {
    zip_programs::ensure()?;
    let consumer = job.consumer()?;
    let more = [("CONSUMER", consumer.folder.as_os_str())];
    in_place(job, "packages as other programs zip them", &more).map(drop)
}

/// The packages that users install beside this one for fleets and for limits in Redis, a dashboard, and a server of S3.
const FLEET_PACKAGES: &[&str] = &[
    "@bull-board",
    "@hono",
    "@opentelemetry",
    "aws4fetch",
    "bullmq",
    "bullmq-otel",
    "hono",
    "ioredis",
    "rate-limiter-flexible",
    "s3rver",
];

pub fn fleet(job: &Job) -> Result<()> {
    redis::ensure()?;
    let moto = moto::ensure(job.root())?;
    let consumer = job.consumer()?;
    // The suite of all archives is in `package`.
    for folder in ["fleet", "package", "support"] {
        consumer.add_tests(job.root(), folder)?;
    }
    consumer.link_packages(job.root(), FLEET_PACKAGES)?;
    let (deno, bun) = (job.prepared.deno()?, job.prepared.bun()?);
    let more = [
        ("PROJECT", job.root().as_os_str()),
        ("MOTO", moto.as_os_str()),
        ("DENO", deno.as_os_str()),
        ("BUN", bun.as_os_str()),
    ];
    node_test(job, "several processes over a real Redis", &consumer.folder, &job.files, &more).map(drop)
}

pub fn benchmarks(job: &Job) -> Result<()> {
    let chromium = job.prepared.chromium()?;
    job.prepared.package()?;
    bench::compare(job.root(), &chromium, &["--quick"])?;
    in_place(job, "the benchmark's report", &[]).map(drop)
}
