//! How long it takes: bounds that only a hang breaks, and figures to read (`-- --nocapture`).

use std::time::{Duration, Instant};

use wechat_function_package::compare::{Comparison, Ignore, MOST_LINES, Options};

use crate::support::{Node, Numbers, Tree, compare, ignoring, patches, report};

/// Far more than any of it takes on a busy machine.
const HANGS: Duration = Duration::from_secs(120);

/// A text of some 5 KiB.
fn source(numbers: &mut Numbers) -> String {
    let mut line = |n| format!("  const value{n} = call({}, \"{}\");\n", numbers.below(1000), numbers.below(1_000_000));
    (0..120).map(&mut line).collect()
}

#[test]
fn two_thousand_files_of_which_two_hundred_changed() {
    let numbers = &mut Numbers(7);
    let before: Tree =
        (0..2000).map(|n| (format!("src/{}/file{n}.js", n % 40), source(numbers).as_str().into())).collect();
    let mut after = before.clone();
    for (_, node) in after.iter_mut().step_by(10) {
        let Node::File(bytes) = node else { continue };
        let text = String::from_utf8(bytes.clone()).unwrap();
        *node = text.replace("value7 ", "seven ").replace("value77 ", "x\n").as_str().into();
    }
    let (old, new) = (report(&before), report(&after));
    let started = Instant::now();
    let comparison = Comparison::new(&old, &new, Options::default()).unwrap();
    let planned = started.elapsed();
    assert_eq!(comparison.finish().files.len(), 200);
    let started = Instant::now();
    let outcome = compare(&before, &after, Options::default());
    println!("2,000 files, 200 modified: planned in {planned:?}, reports and patches in {:?}", started.elapsed());
    assert_eq!(patches(&before, &after, &outcome).len(), 200);
}

/// Lines that repeat without end are what makes a diff slow.
#[test]
fn the_worst_texts_end() {
    let numbers = &mut Numbers(3);
    let mut random =
        |kinds: usize| -> String { (0..MOST_LINES).map(|_| format!("{}\n", numbers.below(kinds))).collect() };
    for kinds in [2, 300] {
        let (before, after) = (random(kinds), random(kinds));
        let tree = |text: &str| -> Tree { vec![("a".to_owned(), text.into())] };
        let (before, after) = (tree(&before), tree(&after));
        let started = Instant::now();
        let outcome = compare(&before, &after, Options::default());
        println!("20,000 lines of {kinds} kinds: {:?}", started.elapsed());
        assert!(started.elapsed() < HANGS);
        assert_eq!(patches(&before, &after, &outcome).len(), 1);
    }
}

/// A pattern with many stars takes exponential time in a matcher that tries each star again.
#[test]
fn many_stars_end() {
    let name = "a".repeat(5000);
    let path = format!("{}{name}", "a/".repeat(1000));
    let ignore = Ignore::new(&["*a*a*a*a*a*a*a*a*a*a*b", "/**/*a*a*/**/*a*a*/**/a/**/b"]).unwrap();
    let started = Instant::now();
    assert!(!ignore.ignores(&path));
    println!("stars: {:?}", started.elapsed());
    assert!(started.elapsed() < HANGS);
}

#[test]
fn twenty_thousand_files_and_twenty_patterns() {
    let before: Tree = (0..20_000).map(|n| (format!("src/a/b/c/d/{}/file{n}.js", n % 100), "".into())).collect();
    let patterns = ["*.log", "!keep.log", "/dist/", "**/cache/**", "*.tmp", "test/**/*.json"];
    let patterns: Vec<_> = patterns.iter().copied().cycle().take(20).collect();
    let report = report(&before);
    let started = Instant::now();
    let comparison = Comparison::new(&report, &Default::default(), ignoring(&patterns)).unwrap();
    println!("20,000 files, 20 patterns: {:?}", started.elapsed());
    assert!(started.elapsed() < HANGS);
    assert_eq!(comparison.finish().files.len(), 20_000);
}
