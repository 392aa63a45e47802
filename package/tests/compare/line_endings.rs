//! Files that differ in line endings alone, short ones and ones of more than 2 MiB.

use wechat_function_package::compare::{MOST_BYTES, Options, Status};

use crate::support::{Node, Tree, compare_counted, statuses};

fn bytes(path: &str, bytes: &[u8]) -> Tree {
    vec![(path.to_owned(), Node::File(bytes.to_vec()))]
}

/// The status of a file whose contents change, the contents being handed over in chunks of a size.
fn status(before: &[u8], after: &[u8], chunk: usize) -> Status {
    let (before, after) = (bytes("a.txt", before), bytes("a.txt", after));
    let (_, outcome) = compare_counted(&before, &after, Options::default(), chunk);
    assert!(!outcome.same);
    statuses(&before, &after, &outcome)[0].1
}

const CASES: &[(&[u8], &[u8], Status)] = &[
    (b"a\nb\n", b"a\r\nb\r\n", Status::EolOnly),
    (b"a\r\nb\n", b"a\nb\r\n", Status::EolOnly),
    (b"\n", b"\r\n", Status::EolOnly),
    (b"a\nb", b"a\r\nb", Status::EolOnly),
    // Another encoding's bytes: line feeds are line feeds.
    (b"\xc4\xe3\n", b"\xc4\xe3\r\n", Status::EolOnly),
    // Only one carriage return before a line feed ends a line.
    (b"a\n", b"a\r\r\n", Status::Modified),
    (b"a\r\n", b"a\r\r\n", Status::Modified),
    // A carriage return without a line feed is content.
    (b"a\n", b"a\r", Status::Modified),
    (b"a", b"a\r", Status::Modified),
    (b"a\rb\n", b"ab\n", Status::Modified),
    (b"a\n", b"a", Status::Modified),
    (b"a\r\n", b"a", Status::Modified),
    (b"", b"\r\n", Status::Modified),
    (b"a\nb\n", b"a\r\nc\r\n", Status::Modified),
    // A picture that was sent as text is broken.
    (b"\x89PNG\r\n\x1a\n\0", b"\x89PNG\n\x1a\n\0", Status::Modified),
];

#[test]
fn short_files() {
    for (before, after, expected) in CASES {
        for chunk in [1, 2, 3, 1000] {
            assert_eq!(status(before, after, chunk), *expected, "{} {}", before.escape_ascii(), after.escape_ascii());
            assert_eq!(status(after, before, chunk), *expected, "{} {}", after.escape_ascii(), before.escape_ascii());
        }
    }
}

#[test]
fn long_files() {
    let filler = "0123456789\n".repeat(MOST_BYTES as usize / 11 + 1).into_bytes();
    for (before, after, expected) in CASES {
        let [before, after] = [before, after].map(|end| [&filler, *end].concat());
        for chunk in [filler.len() + 1, 4097] {
            assert_eq!(status(&before, &after, chunk), *expected, "{:?}", &after[filler.len()..]);
        }
    }
}

/// One is longer than a patch's text may be, the other is not.
#[test]
fn a_long_file_beside_a_short_one() {
    let lines = MOST_BYTES as usize / 10;
    let (short, long) = ("12345678\n".repeat(lines), "12345678\r\n".repeat(lines + 1));
    assert_eq!(status(short.as_bytes(), &long.as_bytes()[..lines * 10], 65536), Status::EolOnly);
    assert_eq!(status(short.as_bytes(), long.as_bytes(), 65536), Status::Modified);
    let longer = format!("{short}12345678\n");
    assert_eq!(status(longer.as_bytes(), long.as_bytes(), 65536), Status::EolOnly);
}

#[test]
fn line_endings_do_not_count_where_they_are_ignored() {
    let (before, after) = (bytes("a.txt", b"a\nb\n"), bytes("a.txt", b"a\r\nb\r\n"));
    let options = || Options { ignore_cr_at_eol: true, ..Options::default() };
    let (_, outcome) = compare_counted(&before, &after, options(), 9);
    // It is listed all the same.
    assert_eq!((outcome.same, statuses(&before, &after, &outcome)[0].1), (true, Status::EolOnly));
    let (_, outcome) = compare_counted(&before, &bytes("a.txt", b"a\r\nc\r\n"), options(), 9);
    assert!(!outcome.same);
}

/// What a binary file holds behind its first NUL decides nothing.
#[test]
fn a_binary_file_is_not_read_to_its_end() {
    use wechat_function_package::compare::Comparison;

    use crate::support::report;

    let (before, after) = (bytes("a.bin", b"\0a"), bytes("a.bin", b"\0b"));
    let mut comparison = Comparison::new(&report(&before), &report(&after), Options::default()).unwrap();
    let mut contents = comparison.next_pair().unwrap().contents_before();
    assert!(contents.chunk(b"text"));
    assert!(!contents.chunk(b"te\0xt"));
    assert!(!contents.chunk(b"text"));
}
