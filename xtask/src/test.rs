//! `cargo xtask test`: runs the named stages, or all, in parallel where the machine has the cores.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::job::{Job, LOGS};
use crate::prepared::Prepared;
use crate::process::{log_to, processor_time};
use crate::stages::{STAGES, Stage};

/// Lines of a failed stage's log that are printed: Node and Deno repeat failures at the end.
const SHOWN_LINES: usize = 80;

/// The stage that would end minutes after all others if it ran one file at a time.
const LONGEST: &str = "node";

struct Options {
    stages: Vec<&'static Stage>,
    filter: Option<String>,
    is_soak: bool,
}

/// A stage to run.
struct Run<'a> {
    stage: &'static Stage,
    job: Job<'a>,
}

/// The result of a stage.
struct Outcome {
    name: &'static str,
    took: Duration,
    /// The processor time of the stage's programs.
    processor: Duration,
    failure: Option<String>,
    /// The log's path from the root; `None` for a stage that printed to the terminal.
    log: Option<String>,
}

/// Runs the stages that the arguments name.
pub fn run(root: &Path, arguments: lexopt::Parser) -> Result<()> {
    let Some(options) = read(arguments)? else {
        print!("{}", help());
        return Ok(());
    };
    let start = Instant::now();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let prepared = Prepared::new(root);
    let runs = runs(&prepared, &options, cores)?;
    fs::create_dir_all(root.join(LOGS))?;
    let outcomes = match runs.as_slice() {
        [run] => vec![outcome(run)],
        // Twice as many stages as cores, since tests wait for timers: alone, Deno's stage uses 140 s of a core in 248 s.
        runs => side_by_side(root, runs, 2 * cores)?,
    };
    summary(&outcomes, start.elapsed(), cores)
}

/// Reads the arguments; `None` for `--help`.
fn read(mut arguments: lexopt::Parser) -> Result<Option<Options>> {
    let mut options = Options { stages: Vec::new(), filter: None, is_soak: false };
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => return Ok(None),
            lexopt::Arg::Long("filter") => options.filter = Some(arguments.value()?.to_string_lossy().into_owned()),
            lexopt::Arg::Long("soak") => options.is_soak = true,
            lexopt::Arg::Value(name) => {
                let stage = STAGES.iter().find(|stage| name == stage.name);
                let stage = stage.with_context(|| format!("there is no stage {}\n\n{}", name.display(), help()))?;
                if !options.stages.iter().any(|named| named.name == stage.name) {
                    options.stages.push(stage);
                }
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn help() -> String {
    let width = STAGES.iter().map(|stage| stage.name.len()).max().unwrap_or_default();
    let stages: String = STAGES.iter().map(|stage| format!("  {:width$}  {}\n", stage.name, stage.what)).collect();
    format!(
        "cargo xtask test [STAGE…] [--filter TEXT] [--soak]\n\n\
         Runs the named stages, or all. Each prepares what it needs: the package, tools, runtimes, Chromium.\n\n\
         {stages}\n\
         \x20 --filter TEXT  only test files whose path below tests/ contains TEXT\n\
                  \x20 --soak         heavy tests at full size: 100 kills, 4.2 GiB, 100,000 merchants and the like\n"
    )
}

/// The stages to run, with their files.
fn runs<'a>(prepared: &'a Prepared, options: &Options, cores: usize) -> Result<Vec<Run<'a>>> {
    let all = STAGES.iter().collect();
    let stages: &Vec<&'static Stage> = if options.stages.is_empty() { &all } else { &options.stages };
    let filter = options.filter.as_deref();
    let mut runs = Vec::new();
    for stage in stages {
        let files = stage.chosen(prepared.root(), filter)?;
        if filter.is_none() || !files.is_empty() {
            let (is_whole, is_soak) = (filter.is_none(), options.is_soak);
            let job = Job { name: stage.name, prepared, files, is_whole, is_soak, concurrency: 1 };
            runs.push(Run { stage, job });
        }
    }
    if let (Some(filter), true) = (filter, runs.is_empty()) {
        let names: Vec<_> = stages.iter().map(|stage| stage.name).collect();
        bail!("no test file of {} has a path below tests/ that contains \"{filter}\"", names.join(", "));
    }
    let concurrency = (cores / runs.len()).max(1);
    for Run { job, .. } in &mut runs {
        job.concurrency = if job.name == LONGEST { cores } else { concurrency };
    }
    Ok(runs)
}

fn outcome(Run { stage, job }: &Run) -> Outcome {
    let (start, before) = (Instant::now(), processor_time());
    let failure = (stage.run)(job).err().map(|error| format!("{error:#}"));
    let processor = processor_time() - before;
    Outcome { name: stage.name, took: start.elapsed(), processor, failure, log: None }
}

/// Runs at most `most` stages at once, each with a log.
fn side_by_side(root: &Path, runs: &[Run], most: usize) -> Result<Vec<Outcome>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let work = || -> Result<()> {
        while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = run.stage.name;
            let log = format!("{LOGS}/{name}.log");
            let path = root.join(&log);
            println!("==> {name}: {}", run.stage.what);
            log_to(File::create(&path)?);
            let outcome = Outcome { log: Some(log), ..outcome(run) };
            let seconds = outcome.took.as_secs_f64();
            match &outcome.failure {
                None => println!("    {name} passed in {seconds:.1} s"),
                Some(failure) => println!("{}    {name} FAILED in {seconds:.1} s: {failure}", end_of(&path)),
            }
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push(outcome);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..most.min(runs.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| bail!("a stage panicked")))
    })?;
    Ok(outcomes.into_inner().unwrap_or_default())
}

fn end_of(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].iter().map(|line| format!("{line}\n")).collect()
}

/// Prints every stage with its time. Fails where a stage failed.
fn summary(outcomes: &[Outcome], took: Duration, cores: usize) -> Result<()> {
    println!("\n{:14} {:8} {:>7} {:>10}", "stage", "result", "seconds", "of a core");
    for outcome in outcomes {
        let result = if outcome.failure.is_none() { "passed" } else { "FAILED" };
        let (seconds, processor) = (outcome.took.as_secs_f64(), outcome.processor.as_secs_f64());
        println!("{:14} {result:8} {seconds:7.1} {processor:10.1}", outcome.name);
    }
    let sum: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    let processor: Duration = outcomes.iter().map(|outcome| outcome.processor).sum();
    let (sum, processor, seconds) = (sum.as_secs_f64(), processor.as_secs_f64(), took.as_secs_f64());
    println!("{:14} {:8} {sum:7.1} {processor:10.1}, in {seconds:.1} s on {cores} cores\n", "in all", "");
    let failed: Vec<_> = outcomes.iter().filter_map(|outcome| Some((outcome, outcome.failure.as_ref()?))).collect();
    if failed.is_empty() {
        return Ok(());
    }
    let lines = failed.iter().map(|(outcome, failure)| {
        let log = outcome.log.as_ref().map_or(String::new(), |log| format!(" ({log})"));
        format!("\n  {} in {:.1} s{log}: {failure}", outcome.name, outcome.took.as_secs_f64())
    });
    bail!("{} of {} stages failed:{}", failed.len(), outcomes.len(), lines.collect::<String>())
}
