//! Names that cannot stand side by side: duplicates, a file where another entry needs a folder, and names that are the
//! same to a file system that ignores case or Unicode's forms.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::entry::{Entry, Kind};
use crate::finding::Finding;
use crate::order::ordered;
use crate::reason::Reason;
use crate::services::Runtime;

struct Name<'a> {
    folded: Cow<'a, str>,
    path: &'a str,
    entry: &'a Entry,
}

/// What is wrong between the names of these entries, each at the later of two.
pub(crate) fn findings(entries: &[Entry], runtime: &impl Runtime) -> Vec<Finding> {
    let names: Vec<Name> = entries.iter().map(|entry| named(entry, runtime)).collect();
    // By parts, so that what is in a folder stands behind it.
    let order = ordered(names.len(), &|a, b| {
        let (a, b) = (&names[a], &names[b]);
        by_parts(&a.folded, &b.folded).then_with(|| a.path.cmp(b.path))
    });
    let mut findings = Vec::new();
    let mut blocker: Option<&Name> = None;
    for (before, name) in order.iter().zip(order.iter().skip(1)) {
        let (before, name) = (&names[*before], &names[*name]);
        let nearer = Some(before).filter(|before| before.entry.kind != Kind::Directory);
        let blocks = |blocker: &&Name| is_inside(&name.folded, &blocker.folded);
        blocker = blocker.filter(blocks).or(nearer.filter(blocks));
        if let Some(reason) = between(before, name, blocker) {
            findings.push(Finding::of_entry(reason, &name.entry.path));
        }
    }
    findings
}

fn named<'a>(entry: &'a Entry, runtime: &impl Runtime) -> Name<'a> {
    let path = entry.bare_path();
    let folded = if !path.is_ascii() {
        Cow::Owned(runtime.folded(path))
    } else if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(path.to_ascii_lowercase())
    } else {
        Cow::Borrowed(path)
    };
    Name { folded, path, entry }
}

fn by_parts(a: &str, b: &str) -> Ordering {
    let first = a.bytes().zip(b.bytes()).find(|(a, b)| a != b);
    match first {
        None => a.len().cmp(&b.len()),
        Some((b'/', _)) => Ordering::Less,
        Some((_, b'/')) => Ordering::Greater,
        Some((a, b)) => a.cmp(&b),
    }
}

fn is_inside(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// What is wrong between two neighbours. Names that share a folder stand together: if their ways to spell it differ, two
/// neighbours do.
fn between(before: &Name, name: &Name, blocker: Option<&Name>) -> Option<Reason> {
    if before.path == name.path {
        let is_same_kind = (before.entry.kind == Kind::Directory) == (name.entry.kind == Kind::Directory);
        return Some(if is_same_kind { Reason::DuplicateName } else { Reason::PathConflict });
    }
    let folded = before.folded.split('/').zip(name.folded.split('/'));
    let paths = before.path.split('/').zip(name.path.split('/'));
    let mut shared = folded.zip(paths).take_while(|((a, b), _)| a == b);
    if shared.any(|(_, (a, b))| a != b) {
        return Some(Reason::NameCollision);
    }
    blocker.map(|blocker| match blocker.entry.kind {
        Kind::Symlink => Reason::BelowSymlink,
        Kind::File | Kind::Directory => Reason::PathConflict,
    })
}
