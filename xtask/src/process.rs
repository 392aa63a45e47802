//! Runs programs, with a progress line before and an error that names the command.

use std::cell::{Cell, RefCell};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use wait4::Wait4;

thread_local! {
    /// The file that this thread and its programs write to. Parallel stages have a file each.
    static LOG: RefCell<Option<File>> = const { RefCell::new(None) };
    static PROCESSOR_TIME: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Redirects the output of this thread and its programs to a file.
pub fn log_to(file: File) {
    LOG.set(Some(file));
}

/// Prints a line to the terminal or the log.
pub fn say(line: &str) {
    // A failed write to the log does not end a test.
    let logged = LOG.with_borrow_mut(|log| log.as_mut().map(|file| writeln!(file, "{line}")));
    if logged.is_none() {
        println!("{line}");
    }
}

/// Prints a progress line.
pub fn step(what: &str) {
    say(&format!("==> {what}"));
}

/// Redirects a program's output to this thread's log, where there is one.
fn redirect(command: &mut Command) -> Result<()> {
    LOG.with_borrow(|log| {
        if let Some(file) = log {
            command.stdout(file.try_clone()?).stderr(file.try_clone()?).stdin(Stdio::null());
        }
        Ok(())
    })
}

/// The processor time of the programs that this thread waited for, and of those that they waited for.
pub fn processor_time() -> Duration {
    PROCESSOR_TIME.get()
}

/// Waits for a program's end, and adds its processor time to the thread's.
fn wait(mut child: Child, shown: &str) -> Result<()> {
    let ended = child.wait4().with_context(|| format!("could not wait for {shown}"))?;
    PROCESSOR_TIME.set(PROCESSOR_TIME.get() + ended.rusage.utime + ended.rusage.stime);
    if !ended.status.success() {
        bail!("{shown} ended with {}", ended.status);
    }
    Ok(())
}

/// Runs a program and waits for it. It prints to the terminal or the log.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    redirect(command)?;
    wait(command.spawn().with_context(|| format!("could not start {shown}"))?, &shown)
}

/// Runs a program with a progress line before and its duration after.
pub fn run_step(what: &str, command: &mut Command) -> Result<()> {
    step(what);
    let start = Instant::now();
    run(command)?;
    say(&format!("    done in {:.1} s", start.elapsed().as_secs_f64()));
    Ok(())
}

/// Runs a program as [`run_step`] does, and returns its standard output as well.
pub fn run_reported(what: &str, command: &mut Command) -> Result<String> {
    step(what);
    let start = Instant::now();
    let shown = shown(command);
    redirect(command)?;
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("could not start {shown}"))?;
    let mut report = String::new();
    for line in BufReader::new(child.stdout.take().context("no standard output")?).lines() {
        let line = line?;
        say(&line);
        report.push_str(&line);
        report.push('\n');
    }
    wait(child, &shown)?;
    say(&format!("    done in {:.1} s", start.elapsed().as_secs_f64()));
    Ok(report)
}

/// Joins the failures of steps that all ran.
pub fn all(results: impl IntoIterator<Item = Result<()>>) -> Result<()> {
    let failures: Vec<_> = results.into_iter().filter_map(|result| Some(format!("{:#}", result.err()?))).collect();
    if failures.is_empty() { Ok(()) } else { bail!("{}", failures.join("; ")) }
}

/// A program's standard output, trimmed; `None` where the program is missing or fails.
pub fn output(program: impl AsRef<OsStr>, arguments: &[&str]) -> Option<String> {
    let out = Command::new(program).args(arguments).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Creates a command that runs in a folder.
pub fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Creates a command of the cargo that runs this program.
pub fn cargo(folder: &Path) -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
}

/// Whether this machine runs Debian or Ubuntu and this process is root, so that it may install packages.
pub fn may_install_debian_packages() -> bool {
    output("id", &["-u"]).as_deref() == Some("0") && output("apt-get", &["--version"]).is_some()
}

/// Installs Debian packages. Threads take turns: apt refuses to run twice at once.
pub fn install_debian_packages(packages: &[&str]) -> Result<()> {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    let mut update = Command::new("apt-get");
    update.args(["update", "-qq"]);
    run_step("apt-get update", &mut update)?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    install.env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
    run_step(&format!("apt-get install {}", packages.join(" ")), &mut install)
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let arguments = command.get_args().take(3).map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
    format!("{program} {arguments}")
}
