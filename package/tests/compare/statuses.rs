//! What became of a file, and whether two packages are the same.

use wechat_function_package::compare::{Comparison, Options, Refused, Status};
use wechat_function_package::{Kind, Limits, Reason, Report, TreeReader};

use crate::support::{Node, Plain, Tree, compare, compare_counted, ignoring, patches, statuses, tree};

fn found(before: &Tree, after: &Tree, options: Options) -> (bool, Vec<(String, Status)>) {
    let outcome = compare(before, after, options);
    (outcome.same, statuses(before, after, &outcome))
}

fn one(path: &str, node: Node) -> Tree {
    vec![(path.to_owned(), node)]
}

#[test]
fn a_file_is_added_removed_or_modified() {
    let before = tree(&[("index.js", "1\n"), ("gone.js", "2\n"), ("same.js", "3\n")]);
    let after = tree(&[("new.js", "4\n"), ("same.js", "3\n"), ("index.js", "5\n")]);
    let expected = [("gone.js", Status::Removed), ("index.js", Status::Modified), ("new.js", Status::Added)];
    let expected = expected.map(|(path, status)| (path.to_owned(), status)).to_vec();
    assert_eq!(found(&before, &after, Options::default()), (false, expected));
}

#[test]
fn order_and_folders_never_count() {
    let before = tree(&[("a/", Node::Folder), ("a/b.js", "1".into()), ("empty/", Node::Folder), ("c.js", "2".into())]);
    let after = tree(&[("c.js", "2"), ("a/b.js", "1")]);
    assert_eq!(found(&before, &after, Options::default()), (true, vec![]));
}

#[test]
fn changes_are_sorted_by_the_utf_8_bytes_of_the_path() {
    // In UTF-16, which JavaScript sorts by, U+1F600 comes before U+FF21.
    let paths = ["a/b", "a-b", "a.b", "A", "ä", "\u{1f600}", "\u{ff21}", "a"];
    let after = tree(&paths.map(|path| (path, "x")));
    let found = found(&Tree::new(), &after, Options::default()).1;
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["A", "a", "a-b", "a.b", "a/b", "ä", "\u{ff21}", "\u{1f600}"]);
}

#[test]
fn the_right_to_execute_counts_where_modes_do() {
    let file = |node: fn(Vec<u8>) -> Node, text: &str| one("run.sh", node(text.as_bytes().to_vec()));
    let plain = file(Node::File, "x\n");
    let modes = || Options { modes: true, ..Options::default() };
    let status = |status| (false, vec![("run.sh".to_owned(), status)]);
    assert_eq!(found(&plain, &file(Node::Program, "x\n"), Options::default()), (true, vec![]));
    assert_eq!(found(&plain, &file(Node::Program, "x\n"), modes()), status(Status::Mode));
    assert_eq!(found(&plain, &file(Node::Program, "y\n"), modes()), status(Status::Modified));
    // More than the line endings differs.
    assert_eq!(found(&plain, &file(Node::Program, "x\r\n"), modes()), status(Status::Modified));
    assert_eq!(found(&plain, &file(Node::Program, "x\r\n"), Options::default()), status(Status::EolOnly));
}

#[test]
fn a_change_of_mode_alone_needs_no_contents() {
    let (before, after) = (one("run.sh", Node::File(b"x".to_vec())), one("run.sh", Node::Program(b"x".to_vec())));
    let (pairs, outcome) = compare_counted(&before, &after, Options { modes: true, ..Options::default() }, 9);
    assert_eq!((pairs, outcome.files[0].patch.as_ref()), (0, None));
}

#[test]
fn a_link_is_compared_by_its_target_and_has_no_patch() {
    let link = |target: &str| one("current", Node::Link(target.to_owned()));
    assert_eq!(found(&link("v1"), &link("v1"), Options::default()), (true, vec![]));
    let modified = (false, vec![("current".to_owned(), Status::Modified)]);
    assert_eq!(found(&link("v1"), &link("v2"), Options::default()), modified);
    // The same bytes, but no longer a link.
    assert_eq!(found(&link("v1"), &tree(&[("current", "v1")]), Options::default()), modified);
    for after in [link("v2"), tree(&[("current", "v2")]), Tree::new()] {
        let outcome = compare(&link("v1"), &after, Options::default());
        assert_eq!((outcome.files.len(), patches(&link("v1"), &after, &outcome).len()), (1, 0));
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_seen_by_its_files() {
    let after = tree(&[("a/", Node::Folder), ("a/b", "x".into())]);
    let expected = vec![("a".to_owned(), Status::Removed), ("a/b".to_owned(), Status::Added)];
    assert_eq!(found(&tree(&[("a", "x")]), &after, Options::default()), (false, expected));
}

#[test]
fn ignored_files_do_not_count() {
    let before = tree(&[("index.js", "1\n"), ("logs/a.log", "1\n"), ("logs/keep.log", "1\n")]);
    let after = tree(&[("index.js", "1\n"), ("logs/keep.log", "2\n"), ("node_modules/a/x.js", "1\n")]);
    let kept = vec![("logs/keep.log".to_owned(), Status::Modified)];
    assert_eq!(found(&before, &after, ignoring(&["*.log", "!keep.log", "node_modules/"])), (false, kept));
    assert_eq!(found(&before, &after, ignoring(&["logs", "/node_modules"])), (true, vec![]));
}

#[test]
fn empty_packages_are_the_same() {
    assert_eq!(found(&Tree::new(), &Tree::new(), Options::default()), (true, vec![]));
}

#[test]
fn a_package_that_may_not_be_compared_is_refused() {
    let bad = || {
        let mut reader = TreeReader::new(Limits { max_entries: 0, ..Limits::default() });
        reader.begin("a", Kind::File, false, None).unwrap_err();
        reader.finish(&Plain)
    };
    let refused = |before, after| Comparison::new(&before, &after, Options::default()).unwrap_err();
    let reason = Reason::TooManyEntries;
    assert_eq!(refused(bad(), Report::default()), Refused { is_after: false, reason });
    assert_eq!(refused(Report::default(), bad()), Refused { is_after: true, reason });
}

/// Nothing is written, so a name that no package may be extracted with is only a name.
#[test]
fn unsafe_names_are_compared() {
    let before = tree(&[("../up", "x"), ("C:\\a", "x"), ("/abs", "x")]);
    assert_eq!(found(&before, &before, Options::default()), (true, vec![]));
    assert_eq!(found(&before, &Tree::new(), Options::default()).1.len(), 3);
}
