//! Installed packages, summed up by name and version.

use wechat_function_package::compare::{DependencyChange, Options, Status};

use crate::support::{Node, Tree, compare, compare_counted, dependency, ignoring, statuses, tree};

fn manifest(version: &str) -> String {
    format!("{{ \"name\": \"any\", \"version\": \"{version}\" }}")
}

/// Packages in `node_modules`, each by its name, its version and the text of its `index.js`.
fn installed(packages: &[(&str, &str, &str)]) -> Tree {
    let mut tree = Tree::new();
    for (name, version, text) in packages {
        tree.push((format!("node_modules/{name}/package.json"), manifest(version).as_str().into()));
        tree.push((format!("node_modules/{name}/index.js"), (*text).into()));
    }
    tree
}

fn found(before: &Tree, after: &Tree) -> Vec<DependencyChange> {
    let outcome = compare(before, after, Options::default());
    assert_eq!(outcome.files.len(), 0, "{:?}", outcome.files);
    assert_eq!(outcome.same, outcome.dependencies.is_empty());
    outcome.dependencies
}

#[test]
fn packages_are_listed_by_version() {
    let before =
        installed(&[("same", "1.0.0", "x"), ("b", "1.0.0", "x"), ("gone", "2.0.0", "x"), ("@s/a", "1.0.0", "x")]);
    let after =
        installed(&[("@s/a", "1.1.0", "y"), ("new", "3.0.0", "x"), ("same", "1.0.0", "x"), ("b", "1.0.1", "x")]);
    let expected = [
        dependency("@s/a", Some("1.0.0"), Some("1.1.0")),
        dependency("b", Some("1.0.0"), Some("1.0.1")),
        dependency("gone", Some("2.0.0"), None),
        dependency("new", None, Some("3.0.0")),
    ];
    assert_eq!(found(&before, &after), expected);
    assert!(!expected.iter().any(DependencyChange::changed));
}

#[test]
fn the_same_version_with_other_files_is_changed() {
    let before = installed(&[("a", "1.0.0", "x"), ("b", "1.0.0", "x")]);
    let after = installed(&[("a", "1.0.0", "patched"), ("b", "1.0.0", "x")]);
    let expected = dependency("a", Some("1.0.0"), Some("1.0.0"));
    assert!(expected.changed());
    assert_eq!(found(&before, &after), [expected]);
}

#[test]
fn names_are_sorted_as_names_not_as_folders() {
    let after = installed(&[("a-b", "1", "x"), ("a", "1", "x"), ("a.b", "1", "x")]);
    let names: Vec<_> = found(&Tree::new(), &after).into_iter().map(|dependency| dependency.name).collect();
    assert_eq!(names, ["a", "a-b", "a.b"]);
}

#[test]
fn a_nested_package_belongs_to_the_one_around_it() {
    let nested = |version: &str| {
        let mut tree = installed(&[("outer", "1.0.0", "x"), ("@s/outer", "1.0.0", "x")]);
        for outer in ["outer", "@s/outer"] {
            let path = format!("node_modules/{outer}/node_modules/inner/package.json");
            tree.push((path, manifest(version).as_str().into()));
        }
        tree
    };
    let expected = ["@s/outer", "outer"].map(|name| dependency(name, Some("1.0.0"), Some("1.0.0")));
    assert_eq!(found(&nested("1.0.0"), &nested("2.0.0")), expected);
}

#[test]
fn a_package_without_a_version_is_there_all_the_same() {
    let bare = tree(&[("node_modules/a/index.js", "x")]);
    assert_eq!(found(&Tree::new(), &bare), [dependency("a", None, Some(""))]);
    assert_eq!(found(&bare, &installed(&[("a", "1.0.0", "x")])), [dependency("a", Some(""), Some("1.0.0"))]);
    let other = found(&bare, &tree(&[("node_modules/a/index.js", "y")]));
    assert_eq!(other, [dependency("a", Some(""), Some(""))]);
    assert!(other[0].changed());
}

#[test]
fn what_is_in_no_package_is_a_file() {
    let paths = [
        "node_modules/.bin/tool",
        "node_modules/.package-lock.json",
        "node_modules/@scope/readme.md",
        "node_modules/single.js",
        "not_node_modules/a/index.js",
        "src/node_modules.js",
    ];
    let after = tree(&paths.map(|path| (path, "x")));
    let outcome = compare(&Tree::new(), &after, Options::default());
    let expected: Vec<_> = paths.iter().map(|path| ((*path).to_owned(), Status::Added)).collect();
    assert_eq!(statuses(&Tree::new(), &after, &outcome), expected);
    assert_eq!(outcome.dependencies, []);
}

#[test]
fn other_places_of_installed_packages_are_seen() {
    let after = tree(&[
        ("login/node_modules/a/index.js", "x"),
        ("node_modules/.pnpm/b@1.0.0/node_modules/b/index.js", "x"),
        ("node_modules/a/index.js", "x"),
    ]);
    let found: Vec<_> = found(&Tree::new(), &after).into_iter().map(|found| (found.name, found.folder)).collect();
    let expected =
        [("a", "login/node_modules/a/"), ("a", "node_modules/a/"), ("b", "node_modules/.pnpm/b@1.0.0/node_modules/b/")];
    assert_eq!(found, expected.map(|(name, folder)| (name.to_owned(), folder.to_owned())));
}

#[test]
fn line_endings_of_dependencies_count_unless_they_are_ignored() {
    let before = installed(&[("a", "1.0.0", "x\ny\n"), ("b", "1.0.0", "x\n"), ("c", "1.0.0", "x\n")]);
    let after = installed(&[("a", "1.0.0", "x\r\ny\r\n"), ("b", "1.0.0", "y\r\n"), ("c", "2.0.0", "x\r\n")]);
    assert_eq!(found(&before, &after).len(), 3);
    let options = || Options { ignore_cr_at_eol: true, ..Options::default() };
    let outcome = compare(&before, &after, options());
    let expected = [dependency("b", Some("1.0.0"), Some("1.0.0")), dependency("c", Some("1.0.0"), Some("2.0.0"))];
    assert_eq!((outcome.same, outcome.dependencies.as_slice()), (false, expected.as_slice()));
    let only = installed(&[("a", "1.0.0", "x\r\ny\r\n"), ("b", "1.0.0", "x\n"), ("c", "1.0.0", "x\n")]);
    let (pairs, outcome) = compare_counted(&before, &only, options(), 9);
    // The version of a dependency that is the same is not read.
    assert_eq!((pairs, outcome.same, outcome.dependencies.len()), (1, true, 0));
}

/// A file that came or went is more than its line endings, whatever else is in the package.
#[test]
fn a_new_file_in_a_dependency_counts_beside_line_endings() {
    let before = installed(&[("a", "1.0.0", "x\n")]);
    let mut after = installed(&[("a", "1.0.0", "x\r\n")]);
    after.push(("node_modules/a/z.js".to_owned(), "z".into()));
    let (pairs, outcome) =
        compare_counted(&before, &after, Options { ignore_cr_at_eol: true, ..Options::default() }, 9);
    // Its package.json is read, for the version.
    assert_eq!((pairs, outcome.same, outcome.dependencies.len()), (1, false, 1));
}

/// Once one file is known to differ, the others need not be read.
#[test]
fn one_difference_of_a_dependency_is_enough() {
    let files = |text: &str| -> Tree {
        (0..9).map(|n| (format!("node_modules/a/{n}.js"), Node::File(format!("{text}{n}\n").into_bytes()))).collect()
    };
    let options = Options { ignore_cr_at_eol: true, ..Options::default() };
    let (pairs, outcome) = compare_counted(&files("x"), &files("y"), options, 9);
    assert_eq!((pairs, outcome.dependencies.len()), (1, 1));
}

#[test]
fn modes_count_in_dependencies_where_they_count() {
    let node = |node: fn(Vec<u8>) -> Node| vec![("node_modules/a/bin.js".to_owned(), node(b"x".to_vec()))];
    let (before, after) = (node(Node::File), node(Node::Program));
    assert_eq!(found(&before, &after), []);
    assert_eq!(compare(&before, &after, Options { modes: true, ..Options::default() }).dependencies.len(), 1);
}

#[test]
fn ignored_files_of_a_dependency_do_not_count() {
    let before = installed(&[("a", "1.0.0", "x"), ("b", "1.0.0", "x")]);
    let after = installed(&[("a", "1.0.0", "y"), ("b", "2.0.0", "x")]);
    let outcome = compare(&before, &after, ignoring(&["node_modules/*/index.js"]));
    assert_eq!(outcome.dependencies, [dependency("b", Some("1.0.0"), Some("2.0.0"))]);
    assert!(compare(&before, &after, ignoring(&["node_modules/"])).same);
    assert!(compare(&before, &after, ignoring(&["index.js", "package.json"])).same);
}
