//! Patterns of what does not count.

use wechat_function_package::compare::{Flaw, Ignore, Malformed};

fn ignores(patterns: &[&str], path: &str) -> bool {
    Ignore::new(patterns).unwrap().ignores(path)
}

#[test]
fn patterns_match_as_gitignore_s_do() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("*.log", &["a.log", "x/a.log", ".log", "x.log/y"], &["a.logs", "alog"]),
        ("a", &["a", "x/a", "a/b", "x/a/b/c"], &["aa", "xa/b"]),
        ("/a", &["a", "a/b"], &["x/a"]),
        ("a/b", &["a/b", "a/b/c"], &["x/a/b", "b"]),
        ("a/", &["a/b", "x/a/b", "a/"], &["a", "x/a"]),
        ("/a/", &["a/b"], &["a", "x/a/b"]),
        ("a/*", &["a/b", "a/b/c"], &["a", "x/a/b"]),
        ("a/*/c", &["a/b/c"], &["a/c", "a/b/b/c"]),
        ("**/a", &["a", "x/a", "x/y/a"], &["xa"]),
        ("a/**", &["a/b", "a/b/c"], &["a", "x/a/b"]),
        ("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb", "x/a/b"]),
        ("**/a/**/b/**", &["a/b/c", "x/a/y/b/c/d"], &["a/b", "b/a/c"]),
        ("/**", &["a", "a/b"], &[]),
        ("**", &["a", "a/b"], &[]),
        ("**/", &["a/b", "a/"], &["a"]),
        ("***/a", &["a", "x/y/a"], &[]),
        ("a**/b", &["ax/b", "a/b"], &["ax/y/b"]),
        ("a**b", &["ab", "axxb", "x/ab"], &["a/b"]),
        ("?.js", &["a.js", "中.js"], &[".js", "ab.js"]),
        ("a?b", &["axb"], &["a/b"]),
        ("[abc].js", &["a.js"], &["d.js"]),
        ("[!abc].js", &["d.js", "中.js"], &["a.js"]),
        ("[^abc].js", &["d.js"], &["a.js"]),
        ("[a-c0-9].js", &["b.js", "5.js"], &["d.js", "-.js"]),
        ("[]a].js", &["].js", "a.js"], &["b.js"]),
        ("[!]a].js", &["b.js"], &["].js", "a.js"]),
        ("[a-].js", &["a.js", "-.js"], &["b.js"]),
        ("[-a].js", &["a.js", "-.js"], &["b.js"]),
        ("[\\]x].js", &["].js", "x.js"], &["\\.js"]),
        ("[A-\\]].js", &["Z.js", "].js"], &["a.js", "Z.js]"]),
        ("[[:digit:]x].js", &["5.js", "x.js"], &["d.js", ":.js"]),
        ("[![:space:]]", &["a"], &[" "]),
        ("[[:upper:][:digit:]]", &["A", "1"], &["a"]),
        ("[[:].js", &["[.js", ":.js"], &["a.js"]),
        ("[中文]/x", &["中/x"], &["国/x"]),
        ("x[/]y", &[], &["x/y"]),
        ("a[!b]c", &["axc"], &["a/c", "abc"]),
        ("\\!a", &["!a"], &["a"]),
        ("\\#a", &["#a"], &["a"]),
        ("#a", &[], &["#a", "a"]),
        ("\\*", &["*"], &["a"]),
        ("\\\\", &["\\"], &["a"]),
        ("a\\/b", &["a/b"], &["x/a/b"]),
        ("a  ", &["a"], &["a  "]),
        ("a\\ ", &["a "], &["a"]),
        ("a\\  ", &["a "], &["a", "a  "]),
        ("a\\\\ ", &["a\\"], &["a\\ "]),
        ("a b", &["a b"], &["a"]),
        ("a\r", &["a"], &["a\r"]),
        ("", &[], &["a"]),
        ("  ", &[], &["  "]),
        ("A", &["A"], &["a"]),
        ("{a,b}", &["{a,b}"], &["a", "b"]),
        ("a//b", &[], &["a/b"]),
        ("//a", &[], &["a"]),
    ];
    for (pattern, matched, others) in cases {
        for path in *matched {
            assert!(ignores(&[pattern], path), "{pattern:?} matches {path:?}");
        }
        for path in *others {
            assert!(!ignores(&[pattern], path), "{pattern:?} does not match {path:?}");
        }
    }
}

#[test]
fn the_last_pattern_that_matches_decides() {
    assert!(!ignores(&["*.js", "!keep.js"], "keep.js"));
    assert!(ignores(&["!keep.js", "*.js"], "keep.js"));
    assert!(ignores(&["*.js", "!keep.js", "/keep.js"], "keep.js"));
    assert!(!ignores(&["*.js", "!keep.js", "/keep.js"], "x/keep.js"));
}

#[test]
fn a_file_in_an_ignored_folder_cannot_be_taken_in_again() {
    assert!(ignores(&["a/", "!a/keep.js"], "a/keep.js"));
    assert!(!ignores(&["a/*", "!a/keep.js"], "a/keep.js"));
    assert!(!ignores(&["/*", "!/a", "/a/*", "!/a/b"], "a/b/c"));
    assert!(ignores(&["/*", "!/a", "/a/*", "!/a/b"], "a/x/c"));
}

#[test]
fn a_malformed_pattern_is_named_with_its_flaw() {
    let cases = [
        ("[a", Flaw::OpenClass),
        ("[", Flaw::OpenClass),
        ("[]", Flaw::OpenClass),
        ("[!]", Flaw::OpenClass),
        ("[a-", Flaw::OpenClass),
        ("[a\\", Flaw::OpenClass),
        ("[a\\]", Flaw::OpenClass),
        ("[a-\\", Flaw::OpenClass),
        ("[[:alpha:", Flaw::OpenClass),
        ("[[:alpha:]", Flaw::OpenClass),
        ("[[:letters:]]", Flaw::UnknownClass),
        ("[[::]]", Flaw::UnknownClass),
        ("[z-a]", Flaw::ReversedRange),
        ("a\\", Flaw::LoneBackslash),
        ("\\", Flaw::LoneBackslash),
        ("a\\/", Flaw::LoneBackslash),
        ("*.log\n*.tmp", Flaw::LineBreak),
        ("a\r\nb", Flaw::LineBreak),
        ("!", Flaw::NoName),
        ("/", Flaw::NoName),
        ("!/", Flaw::NoName),
    ];
    for (pattern, flaw) in cases {
        let expected = Malformed { pattern: pattern.to_owned(), flaw };
        assert!(expected.to_string().contains(&format!("\"{pattern}\"")));
        assert_eq!(Ignore::new(&["*.js", pattern, "*.tmp"]).unwrap_err(), expected);
    }
}
