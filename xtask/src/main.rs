//! `cargo xtask build | demo | test | bench | size | docs`: every build and test goes through this program.
#![allow(unreachable_pub)] // a program has no outside

mod bench;
mod bindings;
mod build;
mod bundle;
mod catalogue;
mod chromium;
mod demo;
mod exfat;
mod faults;
mod fingerprint;
mod firefox;
mod folders;
mod javascript;
mod job;
mod junit;
mod licences;
mod module;
mod moto;
mod node_test;
mod paths;
mod pip;
mod prepared;
mod printable;
mod process;
mod redis;
mod relay_test;
mod reproducible;
mod runs;
mod size;
mod smoke;
mod spdx;
mod stages;
mod test;
mod typos;
mod wasm_target;
mod zip_programs;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const HELP: &str = "\
cargo xtask COMMAND

  build            make pkg/, ready for `npm pack`
    --trapping     make target/trapping-pkg/ instead, which traps on demand, for tests
  demo             run the main job against the bundled sandbox, then serve the console on a free loopback port
    --once           end after the job
    --live           use the real platform, with the token in WECHAT_ACCESS_TOKEN
    --env E          the environment id (with --live)
    --function F     the function's name (with --live)
  test [STAGE…]    run the named stages, or all as CI does; `cargo xtask test --help` lists them
    --filter TEXT  only test files whose path below tests/ contains TEXT
    --soak         heavy tests at full size
  bench            run every comparison: hashing, links, downloads, start-up, crossings, memory, size, fleets
    --fleets       those of fleets alone
    --quick        in about two minutes: shows that every comparison runs
  size             print the modules' bytes by crate and by file of each crate, and the largest functions
  docs             write the tables of docs/errors.md, in both languages, from the catalogue

A command installs what it needs and the machine lacks: the wasm target, JavaScript tools, Chromium.
";

/// Finds the project's root at each start: the built program stays valid when the clone is moved or renamed.
fn root() -> Result<PathBuf> {
    // Cargo sets the variable for programs that it runs. Without cargo, the root is the current folder or one above it.
    if let Some(xtask) = std::env::var_os("CARGO_MANIFEST_DIR") {
        return Ok(PathBuf::from(xtask).parent().context("xtask has no parent folder")?.to_owned());
    }
    let here = std::env::current_dir()?;
    let root = here.ancestors().find(|folder| folder.join("xtask/Cargo.toml").is_file());
    Ok(root.context("no folder from the current one upwards holds xtask/Cargo.toml")?.to_owned())
}

fn run() -> Result<()> {
    let root = root()?;
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(lexopt::Arg::Value(command)) => command.to_string_lossy().into_owned(),
        Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h')) | None => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "build" => {
            let trapping = arguments.next()?;
            return match trapping {
                None => build::run(&root),
                Some(lexopt::Arg::Long("trapping")) => build::run_trapping(&root).map(drop),
                Some(other) => Err(other.unexpected().into()),
            };
        }
        "demo" => return demo::run_demo(&root, arguments),
        "test" => return test::run(&root, arguments),
        "bench" => return bench::run(&root, arguments),
        _ => {}
    }
    if let Some(extra) = arguments.next()? {
        return Err(extra.unexpected().into());
    }
    match command.as_str() {
        "size" => size::run(&root),
        "docs" => catalogue::write_docs(&root),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command {other}\n\n{HELP}"),
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
