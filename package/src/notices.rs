//! Warnings and infos: what may not run, what should not be there.

use crate::content_watch::{Learned, Role};
use crate::entry::{Entry, Kind};
use crate::exports_main::exports_main;
use crate::finding::{Finding, Level};
use crate::limits::MAX_BYTES;
use crate::order::ordered;
use crate::package_report::{EntryFile, Report};
use crate::path_rules::{faults, has_long_segment, leads_outside};
use crate::private_keys::is_name_of_key;
use crate::reason::{Notice, Reason};
use crate::services::Runtime;

const MACOS: &str = "__MACOSX/";
const NODE_MODULES: &str = "node_modules/";

/// What is noticed about a package while its entries come.
#[derive(Default)]
pub(crate) struct Notices {
    has_git: bool,
    has_macos: bool,
}

impl Notices {
    /// What an entry's name and kind say. The name of one that could not be decoded is a fault by itself.
    pub(crate) fn see_name(&mut self, entry: &Entry, is_decoded: bool, findings: &mut Vec<Finding>) {
        let path = entry.bare_path();
        if is_decoded {
            for reason in faults(path) {
                // One for all that is in it.
                if reason != Reason::GitFolder || !std::mem::replace(&mut self.has_git, true) {
                    findings.push(Finding::of_entry(reason, &entry.path));
                }
            }
        } else {
            findings.push(Finding::of_entry(Reason::NameUndecodable, &entry.path));
        }
        let mut warn = |notice, path: &str| findings.push(Finding::notice(Level::Warning, notice, Some(path)));
        if has_long_segment(path) {
            warn(Notice::LongSegment, &entry.path);
        }
        if entry.path.starts_with(MACOS) && !std::mem::replace(&mut self.has_macos, true) {
            warn(Notice::MacOsFolder, MACOS);
        }
        if entry.kind == Kind::File {
            let name = path.rsplit('/').next().unwrap_or_default();
            if name.ends_with(".node") {
                warn(Notice::NativeModule, path);
            }
            if is_env_file(name) {
                findings.push(Finding::notice(secret_level(path), Notice::EnvFile, Some(path)));
            }
            if is_name_of_key(name) {
                findings.push(Finding::notice(secret_level(path), Notice::PrivateKey, Some(path)));
            }
        }
    }
}

/// Secrets in dependencies are their authors', as a rule: keys of their tests.
fn secret_level(path: &str) -> Level {
    if path.split('/').any(|part| part == "node_modules") { Level::Info } else { Level::Warning }
}

/// `.env` and `.env.production`, but not what shows others how to write one.
fn is_env_file(name: &str) -> bool {
    name.strip_prefix(".env").is_some_and(|rest| {
        rest.is_empty()
            || (rest.starts_with('.') && !matches!(rest, ".example" | ".sample" | ".template" | ".defaults"))
    })
}

/// Takes what was learnt from an entry's contents into the report.
pub(crate) fn take_in(report: &mut Report, index: usize, learned: &Learned, runtime: &impl Runtime) {
    let Report { entries, findings, entry_file, package_json, .. } = report;
    let Some(entry) = entries.get_mut(index) else { return };
    let path = entry.path.as_str();
    if learned.has_key && !is_name_of_key(path.rsplit('/').next().unwrap_or_default()) {
        findings.push(Finding::notice(secret_level(path), Notice::PrivateKey, Some(path)));
    }
    match (learned.role, &learned.kept) {
        (Role::Link, target) => {
            entry.leads_outside = target.as_ref().is_none_or(|target| leads_outside(path, target));
        }
        (Role::Index, text) => {
            let exports_main = text.as_ref().and_then(|text| exports_main(text));
            *entry_file = Some(EntryFile { path: path.to_owned(), exports_main });
        }
        (Role::Manifest, Some(json)) => {
            *package_json = runtime.manifest(json);
            let has_scripts = package_json.as_ref().is_some_and(|manifest| manifest.has_install_scripts);
            if package_json.is_none() {
                findings.push(Finding::notice(Level::Warning, Notice::PackageJson, Some(path)));
            } else if has_scripts {
                findings.push(Finding::notice(Level::Warning, Notice::InstallScripts, Some(path)));
            }
        }
        (Role::DependencyManifest, Some(json)) => {
            if may_have_scripts(json) && runtime.manifest(json).is_some_and(|manifest| manifest.has_install_scripts) {
                findings.push(Finding::notice(Level::Warning, Notice::InstallScripts, Some(path)));
            }
        }
        (Role::Manifest, None) => findings.push(Finding::notice(Level::Warning, Notice::PackageJson, Some(path))),
        (Role::DependencyManifest, None) | (Role::Other, _) => {}
    }
    if entry.kind != Kind::Directory {
        entry.checksum = Some(learned.checksum);
        entry.size = learned.size;
        if entry.place.is_none() {
            entry.compressed_size = learned.size;
        }
    }
}

/// Saves parsing the manifests of all dependencies: the three scripts' names end like this.
fn may_have_scripts(json: &[u8]) -> bool {
    const END: &[u8] = b"install\"";
    json.windows(END.len()).any(|word| word == END)
}

/// Adds what only the whole package shows.
pub(crate) fn conclude(report: &mut Report) {
    let Report { entries, findings, entry_file, package_json, unpacked_size, .. } = report;
    for link in entries.iter().filter(|entry| entry.kind == Kind::Symlink) {
        let reason = if link.leads_outside { Reason::SymlinkOutside } else { Reason::Symlink };
        findings.push(Finding::of_entry(reason, &link.path));
    }
    let mut warn = |notice, path: Option<&str>| findings.push(Finding::notice(Level::Warning, notice, path));
    *unpacked_size = entries
        .iter()
        .filter(|entry| entry.kind != Kind::Directory)
        .fold(0, |sum, entry| entry.size.saturating_add(sum));
    let index = entries.iter().find(|entry| entry.path == "index.js" && entry.kind == Kind::File);
    match (index, &entry_file) {
        (None, _) => warn(Notice::NoIndex, None),
        (Some(index), Some(EntryFile { exports_main: Some(false), .. })) => {
            warn(Notice::NoExportsMain, Some(&index.path));
        }
        // Its contents could not be read.
        (Some(index), None) => *entry_file = Some(EntryFile { path: index.path.clone(), exports_main: None }),
        (Some(_), Some(_)) => {}
    }
    if let Some(folder) = only_folder(entries) {
        warn(Notice::OneFolder, Some(folder));
    }
    let declares = package_json.as_ref().is_some_and(|manifest| !manifest.dependencies.is_empty());
    if declares && !entries.iter().any(|entry| entry.path.starts_with(NODE_MODULES)) {
        warn(Notice::NoNodeModules, Some("package.json"));
    }
    let is_refused = findings.iter().any(|finding| finding.reason() == Some(Reason::TooManyBytes));
    if *unpacked_size > MAX_BYTES && !is_refused {
        findings.push(Finding::notice(Level::Warning, Notice::Unpacked, None));
    }
    sort(findings);
}

fn sort(findings: &mut Vec<Finding>) {
    let key = |at: usize| findings.get(at).map(|finding| (finding.level, finding.subject, &finding.path));
    let order = ordered(findings.len(), &|a, b| key(a).cmp(&key(b)));
    let mut found: Vec<_> = std::mem::take(findings).into_iter().map(Some).collect();
    for finding in order.into_iter().filter_map(|position| found.get_mut(position)?.take()) {
        if findings.last() != Some(&finding) {
            findings.push(finding);
        }
    }
}

/// The folder, with its slash, that everything is in.
fn only_folder(entries: &[Entry]) -> Option<&str> {
    let is_litter = |path: &str| path.starts_with(MACOS) || path == ".DS_Store";
    let mut paths = entries.iter().map(|entry| entry.path.as_str()).filter(|path| !is_litter(path));
    let first = paths.next()?;
    let folder = first.get(..=first.find('/')?)?;
    let has_files = entries.iter().any(|entry| entry.kind == Kind::File && entry.path.starts_with(folder));
    (has_files && paths.all(|path| path.starts_with(folder))).then_some(folder)
}
