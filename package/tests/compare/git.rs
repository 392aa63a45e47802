//! Generated packages, with git and patch as second opinions: both take the patches and make the package after of the package before, and
//! `git diff --no-index` finds the same files changed.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use wechat_function_package::compare::{Options, Status};

use crate::support::{Node, Numbers, Tree, compare, patches, statuses};

/// Pairs of packages that each program patches, in both directions.
const PAIRS: u64 = 30;

/// An empty folder for a test, outside of any repository as git sees it.
pub(crate) fn workplace(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("compare-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a program in a folder. A machine that lacks it fails the test by its name.
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8");
    command.env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR"));
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = piped.unwrap_or_else(|error| {
        panic!("this test asks the program {program:?}, which does not start ({error}): install it, for example by `apt-get install -y git patch`")
    });
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    output
}

fn write(folder: &Path, tree: &Tree) {
    fs::create_dir_all(folder).unwrap();
    for (path, node) in tree {
        let place = folder.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        match node {
            Node::Folder => fs::create_dir_all(&place).unwrap(),
            Node::Link(target) => symlink(target, &place).unwrap(),
            Node::File(bytes) => fs::write(&place, bytes).unwrap(),
            Node::Program(bytes) => {
                fs::write(&place, bytes).unwrap();
                fs::set_permissions(&place, Permissions::from_mode(0o755)).unwrap();
            }
        }
    }
}

/// The files of a folder with their contents.
fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn files(tree: &Tree) -> BTreeMap<String, Vec<u8>> {
    let files = tree.iter().filter(|(_, node)| *node != Node::Folder);
    files.map(|(path, node)| (path.clone(), node.bytes().to_vec())).collect()
}

const NAMES: &[&str] = &[
    "index.js",
    "package.json",
    "src/a.js",
    "src/deep/er/b.js",
    "with space.js",
    "two  spaces .js",
    " leading",
    "函数/入口.js",
    "emoji\u{1f600}.txt",
    "quote\"s.js",
    "back\\slash.js",
    "tab\there.js",
    "line\nfeed.js",
    "bell\u{7}.js",
    "--- a",
    "-dash.js",
    "a => b.js",
    "b/b/b.js",
    "dev/null",
    "\u{a0}space.js",
    "'single'.js",
    "percent%20.js",
    "*.js",
    "i/node_modules_not/x.js",
];

const LINES: &[&str] = &[
    "a\n",
    "b\n",
    "c\n",
    "d\n",
    "{\n",
    "}\n",
    "\n",
    "  x();\n",
    "\ty\n",
    "--- a/x\n",
    "+++ b/x\n",
    "-- a\n",
    "++ b\n",
    "@@ -1,2 +1,2 @@\n",
    "diff --git a/x b/x\n",
    "\\ No newline at end of file\n",
    "crlf\r\n",
    "\r\n",
    "lone\rreturn\n",
    "\r",
    "中文\n",
    " trailing \n",
    "\u{2028}\n",
    "\u{c}\n",
    "-\n",
    "+\n",
    " \n",
    "index 000..111\n",
    "Index: x\n",
    "*** a\n",
    "1d\n",
    "\u{1b}[31m\n",
    "rename from x\n",
    "GIT binary patch\n",
];

fn text(numbers: &mut Numbers) -> Vec<String> {
    let length = if numbers.once_in(8) { 0 } else { numbers.below(40) };
    (0..length).map(|_| numbers.one_of(LINES).to_owned()).collect()
}

fn edited(numbers: &mut Numbers, mut lines: Vec<String>) -> Vec<String> {
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(lines.len() + 1);
        let end = (at + numbers.below(4)).min(lines.len());
        let new: Vec<_> = (0..numbers.below(4)).map(|_| numbers.one_of(LINES).to_owned()).collect();
        lines.splice(at..end, new);
    }
    lines
}

/// A text's bytes, now and then without the last line feed.
fn bytes(numbers: &mut Numbers, lines: &[String]) -> Vec<u8> {
    let text = lines.concat();
    let text = if numbers.once_in(4) { text.strip_suffix('\n').unwrap_or(&text) } else { &text };
    text.as_bytes().to_vec()
}

/// Two packages: files that stay, go, come, are edited, or differ in their line endings alone.
fn pair(numbers: &mut Numbers) -> (Tree, Tree) {
    let (mut before, mut after) = (Tree::new(), Tree::new());
    for name in NAMES {
        let lines = text(numbers);
        let old = bytes(numbers, &lines);
        let new = match numbers.below(8) {
            0 => None,
            1 => Some(old.clone()),
            2 => Some(String::from_utf8(old.clone()).unwrap().replace("\r\n", "\n").into_bytes()),
            3 => Some(String::from_utf8(old.clone()).unwrap().replace('\n', "\r\n").into_bytes()),
            4 => Some(Vec::new()),
            _ => {
                let lines = edited(numbers, lines);
                Some(bytes(numbers, &lines))
            }
        };
        if !numbers.once_in(6) {
            before.push(((*name).to_owned(), Node::File(old)));
        }
        after.extend(new.map(|new| ((*name).to_owned(), Node::File(new))));
    }
    after.reverse();
    (before, after)
}

/// What a program makes of the package before and all patches.
fn applied(folder: &Path, program: &str, arguments: &[&str], (before, after): (&Tree, &Tree), number: u64) -> usize {
    let outcome = compare(before, after, Options::default());
    let patches = patches(before, after, &outcome);
    assert_eq!(patches.len(), outcome.files.len(), "every change has a patch");
    write(folder, before);
    let all: String = patches.values().map(String::as_str).collect();
    let output = run(folder, program, arguments, all.as_bytes());
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() || patches.is_empty(), "pair {number}: {program}: {said}\n{all}");
    let (found, expected) = (read(folder), files(after));
    for (path, bytes) in &expected {
        assert_eq!(found.get(path), Some(bytes), "pair {number}: {program}: {path}: {said}\n{:?}", patches.get(path));
    }
    let more: Vec<_> = found.keys().filter(|path| !expected.contains_key(*path)).collect();
    assert_eq!(more, Vec::<&String>::new(), "pair {number}: {program}: {said}");
    patches.len()
}

fn apply_all(program: &str, arguments: &[&str]) {
    let place = workplace(program);
    let mut count = 0;
    for number in 1..=PAIRS {
        let (before, after) = pair(&mut Numbers(number * 7919));
        count += applied(&place.join(format!("{number}")), program, arguments, (&before, &after), number);
        count += applied(&place.join(format!("{number}-back")), program, arguments, (&after, &before), number);
    }
    println!("{program}: {count} patches of {} pairs of packages", 2 * PAIRS);
    assert!(count > 1000);
    fs::remove_dir_all(place).unwrap();
}

#[test]
fn git_apply_takes_every_patch() {
    apply_all("git", &["apply", "--whitespace=nowarn", "-"]);
}

#[test]
fn patch_takes_every_patch() {
    apply_all("patch", &["-p1", "--batch", "--fuzz=0", "--no-backup-if-mismatch"]);
}

/// `pair`, with modes, links, folders and binary files.
fn wild_pair(numbers: &mut Numbers) -> (Tree, Tree) {
    let (mut before, mut after) = pair(numbers);
    for tree in [&mut before, &mut after] {
        for n in 0..6 {
            let content = numbers.one_of(&[&b"x\0y"[..], b"target", b"other", b"\xc4\xe3\n"]).to_vec();
            let node = match numbers.below(5) {
                0 => continue,
                1 => Node::Link(numbers.one_of(&["target", "other", "nowhere/at/all"]).to_owned()),
                2 => Node::Folder,
                3 => Node::Program(content),
                _ => Node::File(content),
            };
            let slash = if node == Node::Folder { "/" } else { "" };
            tree.push((format!("other/{n}{slash}"), node));
        }
    }
    (before, after)
}

#[test]
fn git_diff_finds_the_same_files_changed() {
    let place = workplace("diff");
    let mut count = 0;
    for number in 1..=PAIRS * 4 {
        let (before, after) = wild_pair(&mut Numbers(number * 104_729));
        let folder = place.join(format!("{number}"));
        write(&folder.join("before"), &before);
        write(&folder.join("after"), &after);
        let outcome = compare(&before, &after, Options { modes: true, ..Options::default() });
        let own = statuses(&before, &after, &outcome).into_iter().map(|(path, status)| {
            let letter = match status {
                Status::Added => 'A',
                Status::Removed => 'D',
                Status::Modified | Status::EolOnly | Status::Mode => 'M',
            };
            (path, letter)
        });
        let arguments = ["diff", "--no-index", "--no-renames", "--name-status", "-z", "before", "after"];
        let output = run(&folder, "git", &arguments, b"");
        assert_eq!(output.status.code(), Some(i32::from(!outcome.same)));
        let listed = String::from_utf8(output.stdout).unwrap();
        let mut fields = listed.split_terminator('\0');
        let mut its = BTreeMap::new();
        while let (Some(letter), Some(path)) = (fields.next(), fields.next()) {
            let (_, path) = path.split_once('/').unwrap();
            // Git says that a file became a link, or a link a file; here that is a modified file.
            its.insert(path.to_owned(), if letter == "T" { 'M' } else { letter.chars().next().unwrap() });
        }
        assert_eq!(own.collect::<BTreeMap<_, _>>(), its, "pair {number}");
        count += its.len();
        fs::remove_dir_all(folder).unwrap();
    }
    println!("git diff: {count} changes of {} pairs of packages", PAIRS * 4);
    fs::remove_dir_all(place).unwrap();
}
