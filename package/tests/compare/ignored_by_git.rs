//! Generated patterns and paths: `git check-ignore` leaves out the same files.

use std::fs;

use wechat_function_package::compare::Ignore;

use crate::git::{run, workplace};
use crate::support::Numbers;

const LISTS: u64 = 300;

const PARTS: &[&str] = &[
    "a",
    "b",
    "ab",
    "abc",
    "*",
    "?",
    "*b",
    "a*",
    "a?c",
    "*.js",
    "[ab]",
    "[!a]",
    "[^b]c",
    "[a-c]",
    "[]a]",
    "[[:alpha:]]",
    "[a-]",
    "\\a",
    "\\*",
    "**",
    "***",
    "a**",
    "b*c*",
    "[[:digit:]b]",
    "{a,b}",
    "a b",
    "\\[",
    "a.js",
    "[\\]b]",
    "[a\\-c]",
];

const SEGMENTS: &[&str] = &[
    "a", "b", "c", "ab", "abc", "aXc", "bc", "a.js", "x.js", ".js", "*", "a b", "]", "[", "-", "{a,b}", "A", "5",
    "b1c2",
];

/// A pattern. A name is followed by `**` and a slash nowhere: git's own shortcut for names at the beginning then departs from its documentation.
fn pattern(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    if numbers.once_in(4) {
        text.push('!');
    }
    if numbers.once_in(4) {
        text.push('/');
    }
    let count = numbers.one_of(&[1, 1, 1, 2, 2, 3, 4]);
    for n in 0..count {
        let part = numbers.one_of(PARTS);
        text.push_str(if part == "a**" && n + 1 < count { "a*" } else { part });
        text.push_str(if n + 1 < count { "/" } else { "" });
    }
    text.push_str(numbers.one_of(&["", "", "", "/", " ", "  ", "\\ "]));
    text
}

fn path(numbers: &mut Numbers) -> String {
    let count = 1 + numbers.below(4);
    (0..count).map(|_| numbers.one_of(SEGMENTS)).collect::<Vec<_>>().join("/")
}

#[test]
fn git_leaves_out_the_same_files() {
    let place = workplace("check-ignore");
    assert!(run(&place, "git", &["init", "-q", "."], b"").status.success());
    let (mut pairs, mut matched) = (0, 0);
    for number in 1..=LISTS {
        let numbers = &mut Numbers(number * 15_485_863);
        let patterns: Vec<_> = (0..=numbers.below(4)).map(|_| pattern(numbers)).collect();
        let paths: Vec<_> = (0..40).map(|_| path(numbers)).collect();
        let ignore = Ignore::new(&patterns).unwrap();
        fs::write(place.join(".gitignore"), patterns.join("\n") + "\n").unwrap();
        let input = paths.join("\0") + "\0";
        let output = run(&place, "git", &["check-ignore", "--no-index", "--stdin", "-z"], input.as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        let its: Vec<_> = said.split_terminator('\0').collect();
        let own: Vec<_> = paths.iter().filter(|path| ignore.ignores(path)).collect();
        assert_eq!(own, its, "{patterns:?}");
        (pairs, matched) = (pairs + paths.len(), matched + its.len());
    }
    println!("git check-ignore: {pairs} paths, {matched} left out, by {LISTS} lists of patterns");
    assert!(matched > 1000 && pairs - matched > 1000);
    fs::remove_dir_all(place).unwrap();
}
