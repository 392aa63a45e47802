//! Patches, letter by letter, and which files have one.

use wechat_function_package::compare::{MOST_BYTES, MOST_LINES, Options};

use crate::support::{Node, Tree, compare, compare_counted, patches, tree};

/// The patch of one file; None stands for no file.
fn patch(path: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> Option<String> {
    let tree = |contents: Option<&[u8]>| -> Tree {
        contents.map(|bytes| (path.to_owned(), Node::File(bytes.to_vec()))).into_iter().collect()
    };
    let (before, after) = (tree(before), tree(after));
    let outcome = compare(&before, &after, Options::default());
    assert_eq!(outcome.files.len(), 1);
    patches(&before, &after, &outcome).remove(path)
}

fn modified(before: &str, after: &str) -> String {
    patch("a.js", Some(before.as_bytes()), Some(after.as_bytes())).unwrap()
}

/// The first line of each patch of `a.js`, as `git diff` writes it.
const GIT: &str = "diff --git a/a.js b/a.js\n";

/// What the patch of a modified file begins with.
const HEAD: &str = "diff --git a/a.js b/a.js\n--- a/a.js\n+++ b/a.js\n";

fn numbers(from: usize, to: usize) -> String {
    (from..=to).map(|n| format!("{n}\n")).collect()
}

#[test]
fn three_lines_of_context() {
    let after = numbers(1, 20).replace("10\n", "ten\n");
    let expected = format!("{HEAD}@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n");
    assert_eq!(modified(&numbers(1, 20), &after), expected);
}

#[test]
fn changes_whose_context_meets_share_a_hunk() {
    // Six lines between: the context meets. Seven: it does not.
    let after = numbers(1, 30).replace("10\n", "ten\n").replace("17\n", "seventeen\n");
    assert_eq!(modified(&numbers(1, 30), &after).matches("@@ -").count(), 1);
    let after = numbers(1, 30).replace("10\n", "ten\n").replace("18\n", "eighteen\n");
    let patch = modified(&numbers(1, 30), &after);
    assert!(patch.contains("@@ -7,7 +7,7 @@\n") && patch.contains("@@ -15,7 +15,7 @@\n"), "{patch}");
}

#[test]
fn a_line_feed_that_is_missing_at_the_end_is_said() {
    let head = format!("{HEAD}@@ -1 +1 @@\n");
    let missing = "\\ No newline at end of file\n";
    assert_eq!(modified("a", "b"), format!("{head}-a\n{missing}+b\n{missing}"));
    assert_eq!(modified("a", "a\n"), format!("{head}-a\n{missing}+a\n"));
    assert_eq!(modified("a\n", "a"), format!("{head}-a\n+a\n{missing}"));
    let context = modified("a\nb\nc", "x\nb\nc");
    assert_eq!(context, format!("{HEAD}@@ -1,3 +1,3 @@\n-a\n+x\n b\n c\n{missing}"));
}

#[test]
fn a_file_that_comes_or_goes() {
    let added = patch("a.js", None, Some(b"x\ny\n")).unwrap();
    assert_eq!(added, format!("{GIT}new file mode 100644\n--- /dev/null\n+++ b/a.js\n@@ -0,0 +1,2 @@\n+x\n+y\n"));
    let removed = patch("a.js", Some(b"x\n"), None).unwrap();
    assert_eq!(removed, format!("{GIT}deleted file mode 100644\n--- a/a.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"));
    assert_eq!(modified("x\n", ""), format!("{HEAD}@@ -1 +0,0 @@\n-x\n"));
    assert_eq!(modified("", "x\n"), format!("{HEAD}@@ -0,0 +1 @@\n+x\n"));
}

#[test]
fn an_empty_file_that_comes_or_goes() {
    let added = format!("{GIT}new file mode 100644\nindex 0000000..e69de29\n--- /dev/null\n+++ b/a.js\n");
    assert_eq!(patch("a.js", None, Some(b"")).unwrap(), added);
    let removed = format!("{GIT}deleted file mode 100644\nindex e69de29..0000000\n--- a/a.js\n+++ /dev/null\n");
    assert_eq!(patch("a.js", Some(b""), None).unwrap(), removed);
}

#[test]
fn a_program_that_comes_or_goes_keeps_its_mode() {
    let program: Tree = vec![("a.js".to_owned(), Node::Program(b"x\n".to_vec()))];
    for (before, after, line) in [(&Tree::new(), &program, "new"), (&program, &Tree::new(), "deleted")] {
        let outcome = compare(before, after, Options::default());
        let patch = patches(before, after, &outcome).remove("a.js").unwrap();
        assert!(patch.starts_with(&format!("{GIT}{line} file mode 100755\n")), "{patch}");
    }
}

#[test]
fn names_are_quoted_where_they_have_to_be() {
    let cases = [
        ("src/a.js", "b/src/a.js", ""),
        ("with space.js", "b/with space.js", "\t"),
        ("函数/入口.js", "b/函数/入口.js", ""),
        ("quote\".js", "\"b/quote\\\".js\"", ""),
        ("back\\slash", "\"b/back\\\\slash\"", ""),
        ("\\xc4\\xe3.js", "\"b/\\\\xc4\\\\xe3.js\"", ""),
        ("tab\there", "\"b/tab\\there\"", ""),
        ("line\nfeed\r", "\"b/line\\nfeed\\r\"", ""),
        ("bell\u{7}\u{1b}\u{7f}\0", "\"b/bell\\007\\033\\177\\000\"", ""),
        ("both \" and space", "\"b/both \\\" and space\"", "\t"),
    ];
    for (path, name, tab) in cases {
        let patch = patch(path, None, Some(b"x\n")).unwrap();
        let old = name.replacen("b/", "a/", 1);
        let head = format!("diff --git {old} {name}\nnew file mode 100644\n--- /dev/null\n+++ {name}{tab}\n");
        assert_eq!(patch, format!("{head}@@ -0,0 +1 @@\n+x\n"));
    }
}

#[test]
fn line_endings_alone_have_a_patch() {
    assert_eq!(modified("a\r\n", "a\n"), format!("{HEAD}@@ -1 +1 @@\n-a\r\n+a\n"));
}

#[test]
fn what_is_no_utf_8_text_has_no_patch() {
    let text: &[u8] = b"text\n";
    for other in [&b"a\0b"[..], b"\xc4\xe3\xba\xc3\n", b"\xff\xfea\0"] {
        assert_eq!(patch("a", Some(text), Some(other)), None);
        assert_eq!(patch("a", Some(other), Some(text)), None);
        assert_eq!(patch("a", None, Some(other)), None);
        assert_eq!(patch("a", Some(other), None), None);
    }
}

#[test]
fn a_text_of_2_mib_has_a_patch_and_a_longer_one_has_none() {
    let most = vec![b'x'; MOST_BYTES as usize];
    let more = vec![b'x'; MOST_BYTES as usize + 1];
    assert!(patch("a", Some(&most), Some(b"y")).is_some());
    assert!(patch("a", None, Some(&most)).is_some());
    assert_eq!(patch("a", Some(&more), Some(b"y")), None);
    assert_eq!(patch("a", Some(&more), Some(&most)), None);
    assert_eq!(patch("a", None, Some(&more)), None);
}

#[test]
fn a_text_of_20_000_lines_has_a_patch_and_a_longer_one_has_none() {
    let most = numbers(1, MOST_LINES);
    let more = format!("{most}x");
    assert!(patch("a", Some(most.as_bytes()), None).is_some());
    assert!(patch("a", Some(most.as_bytes()), Some(b"y")).is_some());
    assert_eq!(patch("a", Some(more.as_bytes()), None), None);
    assert_eq!(patch("a", Some(b"y"), Some(more.as_bytes())), None);
}

#[test]
fn without_patches_only_line_endings_are_looked_for() {
    let before = tree(&[("added.js", "x\n"), ("a.js", "x\n")]);
    let after = tree(&[("removed.js", "x\n"), ("a.js", "x\r\n")]);
    let options = Options { no_patches: true, ..Options::default() };
    let (pairs, outcome) = compare_counted(&before, &after, options, 9);
    assert_eq!((pairs, outcome.files.len(), patches(&before, &after, &outcome).len()), (1, 3, 0));
}
