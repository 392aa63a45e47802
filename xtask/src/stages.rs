//! The test's stages: each one's name, test files and function.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::job::Job;
use crate::node_test::in_place;
use crate::{catalogue, relay_test, reproducible, runs, smoke};

/// A part of the test that can run alone.
pub struct Stage {
    pub name: &'static str,
    pub what: &'static str,
    files: Files,
    pub run: fn(&Job) -> Result<()>,
}

/// Where a stage's test files are, below `tests/`.
enum Files {
    /// No files that a filter could choose.
    None,
    /// Every `*.test.mjs` of this folder.
    Folder(&'static str),
    /// These files. A filter can also choose a file that one of them imports by a line `import "./…";`.
    Named(&'static [&'static str]),
    /// Every Rust module of this folder except `main.rs` and `support.rs`.
    Modules(&'static str),
}

/// Every stage. `core` comes first: cargo builds it while another stage builds the package. Long ones follow, so that short ones fill the
/// gaps at the end.
pub const STAGES: [Stage; 19] = [
    Stage { name: "core", what: "the core and xtask, natively", files: Files::Modules("core"), run: runs::core },
    Stage {
        name: "console",
        what: "the console and the report's page in Chromium, and the console's path in Firefox",
        files: Files::Named(CONSOLE_TESTS),
        run: runs::console,
    },
    Stage { name: "node", what: "the packed package in Node", files: Files::Folder("package"), run: runs::node },
    Stage {
        name: "command-line",
        what: "the installed program",
        files: Files::Named(&["command-line.test.mjs"]),
        run: runs::command_line,
    },
    Stage { name: "deno", what: "the packed package in Deno", files: Files::Folder("package"), run: runs::deno },
    Stage {
        name: "fleet",
        what: "several processes over a real Redis: a fleet on BullMQ, relays that share a limit",
        files: Files::Folder("fleet"),
        run: runs::fleet,
    },
    Stage {
        name: "smoke",
        what: "the packed package in every runtime, bundler and framework",
        files: Files::Folder("smoke"),
        run: smoke::run,
    },
    Stage {
        name: "relay",
        what: "the relay in Node, Deno and workerd, and in part in Bun",
        files: Files::Named(&["relay.test.mjs"]),
        run: relay_test::run,
    },
    Stage {
        name: "lint",
        what: "rustfmt, clippy, Biome, tsc, typos, and the repository's own rules",
        files: Files::Named(&["lint.test.mjs"]),
        run: runs::lint,
    },
    Stage {
        name: "reproducible",
        what: "another folder's build gives the same module",
        files: Files::None,
        run: |job| {
            job.prepared.package()?;
            reproducible::check(job.root(), job.is_soak)
        },
    },
    Stage {
        name: "benchmarks",
        what: "every comparison runs and is reported, without limits for times",
        files: Files::Named(&["benchmarks.test.mjs"]),
        run: runs::benchmarks,
    },
    Stage {
        name: "types",
        what: "the declarations in each of TypeScript's module modes, and the documents' snippets",
        files: Files::Folder("package/types"),
        run: runs::types,
    },
    Stage {
        name: "bun",
        what: "the faults that concern Bun, and folders",
        files: Files::Named(BUN_TESTS),
        run: runs::bun,
    },
    Stage {
        name: "readme",
        what: "the README's snippets",
        files: Files::Named(&["readme.test.mjs"]),
        run: |job| runs::beside_package(job, "the README's snippets"),
    },
    Stage {
        name: "package",
        what: "the packed package as users' tools see it: publint, sizes, licences",
        files: Files::Named(&["packed.test.mjs"]),
        run: runs::package,
    },
    Stage {
        name: "packages",
        what: "packages as other programs zip them have the same digest of their contents",
        files: Files::Named(&["packages.test.mjs"]),
        run: runs::packages,
    },
    Stage {
        name: "proxy",
        what: "the snippets for an outbound proxy",
        files: Files::Named(&["proxy.test.mjs"]),
        run: |job| runs::beside_package(job, "an outbound proxy"),
    },
    Stage {
        name: "demo",
        what: "the demo as a user runs it",
        files: Files::Named(&["demo.test.mjs"]),
        run: |job| {
            job.prepared.package()?;
            in_place(job, "the demo", &[]).map(drop)
        },
    },
    Stage {
        name: "docs",
        what: "the tables that `cargo xtask docs` writes",
        files: Files::None,
        run: |job| catalogue::check_docs(job.root()),
    },
];

const CONSOLE_TESTS: &[&str] = &[
    "console.test.mjs",
    "console-states.test.mjs",
    "console-layout.test.mjs",
    "console-firefox.test.mjs",
    "report-page.test.mjs",
];

/// Rows 56, 58, 59, 64 and 69 of `docs/faults.md`, the languages, diagnostics, snapshots, and what is done with folders.
const BUN_TESTS: &[&str] = &[
    "package/border-buffers.test.mjs",
    "package/border-trap.test.mjs",
    "package/border-reused.test.mjs",
    "package/border-lengths.test.mjs",
    "package/dead-pool.test.mjs",
    "package/diagnostics-callbacks.test.mjs",
    "package/diagnostics-channels.test.mjs",
    "package/diagnostics-events.test.mjs",
    "package/diagnostics-jobs.test.mjs",
    "package/diagnostics-lists.test.mjs",
    "package/fleet-archive.test.mjs",
    "package/fleet-archive-failing.test.mjs",
    "package/fleet-compare-sources.test.mjs",
    "package/fleet-compare.test.mjs",
    "package/fleet-archive-snapshots.test.mjs",
    "package/fleet-killed.test.mjs",
    "package/fleet-limits.test.mjs",
    "package/fleet-odd.test.mjs",
    "package/fleet-packages.test.mjs",
    "package/fleet-previous.test.mjs",
    "package/fleet-secrets.test.mjs",
    "package/fleet-snapshot.test.mjs",
    "package/fleet-stopped.test.mjs",
    "package/languages.test.mjs",
    "package/package-compare.test.mjs",
    "package/package-entry.test.mjs",
    "package/package-extract.test.mjs",
    "package/package-extract-failing.test.mjs",
    "package/package-extract-killed.test.mjs",
    "package/package-extract-unsafe.test.mjs",
    "package/package-fixtures.test.mjs",
    "package/package-folder.test.mjs",
    "package/package-inspected.test.mjs",
    "package/package-sources.test.mjs",
    "package/package-trap.test.mjs",
];

impl Stage {
    /// The stage's test files, as paths below `tests/`: all, or those whose path contains the filter.
    pub fn chosen(&self, root: &Path, filter: Option<&str>) -> Result<Vec<String>> {
        let tests = root.join("tests");
        let holds = |file: &String| filter.is_none_or(|text| file.contains(text));
        let in_folder = |folder: &str, end: &str| -> Result<Vec<String>> {
            let names = fs::read_dir(tests.join(folder)).with_context(|| format!("tests/{folder}"))?;
            let names = names.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
            let mut files: Vec<_> =
                names.filter(|name| name.ends_with(end)).map(|name| format!("{folder}/{name}")).collect();
            files.sort();
            Ok(files.into_iter().filter(holds).collect())
        };
        match self.files {
            Files::None => Ok(Vec::new()),
            Files::Folder(folder) => in_folder(folder, ".test.mjs"),
            Files::Modules(folder) => {
                let mut files = in_folder(folder, ".rs")?;
                files.retain(|file| !file.ends_with("/main.rs") && !file.ends_with("/support.rs"));
                Ok(files)
            }
            Files::Named(names) => {
                let mut files = Vec::new();
                for name in names.iter().map(|name| (*name).to_owned()) {
                    if holds(&name) {
                        files.push(name);
                        continue;
                    }
                    let text = fs::read_to_string(tests.join(&name)).with_context(|| format!("tests/{name}"))?;
                    let parts = text.lines().filter_map(|line| line.strip_prefix("import \"./")?.strip_suffix("\";"));
                    files.extend(parts.map(str::to_owned).filter(holds));
                }
                Ok(files)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use std::path::PathBuf;

    use super::*;

    fn chosen(name: &str, filter: Option<&str>) -> Vec<String> {
        let xtask = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
        let stage = STAGES.iter().find(|stage| stage.name == name).expect("a stage");
        stage.chosen(xtask.parent().expect("the root"), filter).expect("files")
    }

    #[test]
    fn every_stage_finds_its_files() {
        for stage in STAGES.iter().filter(|stage| !matches!(stage.files, Files::None)) {
            assert!(!chosen(stage.name, None).is_empty(), "{}", stage.name);
            assert!(chosen(stage.name, Some("no such file")).is_empty(), "{}", stage.name);
        }
        assert!(!chosen("node", None).iter().any(|file| file.contains("types/")));
    }

    #[test]
    fn a_filter_chooses_files_or_the_parts_that_they_import() {
        assert_eq!(chosen("node", Some("save-killed")), ["package/save-killed.test.mjs"]);
        assert_eq!(chosen("core", Some("core/retry")), ["core/retry.rs"]);
        assert_eq!(chosen("console", Some("history")), ["console/history.mjs"]);
        assert_eq!(chosen("console", Some("console-states")), ["console-states.test.mjs"]);
        assert_eq!(chosen("relay", None), ["relay.test.mjs"]);
        assert!(chosen("relay", Some("relay/")).contains(&"relay/outcome.mjs".to_owned()));
        assert_eq!(chosen("bun", Some("dead-pool")), ["package/dead-pool.test.mjs"]);
    }
}
