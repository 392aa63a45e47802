//! A patch of one file, as `diff -u` and `git diff` write it.

use std::fmt::Write;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token, sources};

/// Lines around a change that a patch repeats.
const CONTEXT: u32 = 3;

/// A file that has more bytes has no patch.
pub const MOST_BYTES: u64 = 2 << 20;

/// A file that has more lines has no patch.
pub const MOST_LINES: usize = 20_000;

/// A file's contents where a patch can show them: UTF-8 without NUL, not too long. A patch is itself text, so contents in another encoding would
/// not survive in it.
pub(super) fn text(contents: &[u8]) -> Option<&str> {
    if contents.len() as u64 > MOST_BYTES || contents.contains(&0) {
        return None;
    }
    let text = std::str::from_utf8(contents).ok()?;
    (text.split_inclusive('\n').count() <= MOST_LINES).then_some(text)
}

/// A text on one side of a patch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) executable: bool,
}

/// The patch that makes one text the other, in the format that `patch -p1` and `git apply` take; several may be written one after the other. `None`
/// stands for no file.
///
/// Git's own header comes first. Nothing else tells an empty file that comes or goes, which has no hunk, and where one patch has such a header, the
/// ones behind it need theirs.
pub(super) fn unified(path: &str, before: Option<Text<'_>>, after: Option<Text<'_>>) -> String {
    let mut patch = String::new();
    let _ = writeln!(patch, "diff --git {} {}", quoted("a/", path), quoted("b/", path));
    let comes_or_goes = match (before, after) {
        (None, Some(file)) => Some(("new file", file, "0000000..e69de29")),
        (Some(file), None) => Some(("deleted file", file, "e69de29..0000000")),
        _ => None,
    };
    if let Some((what, file, index)) = comes_or_goes {
        let _ = writeln!(patch, "{what} mode {}", if file.executable { "100755" } else { "100644" });
        if file.text.is_empty() {
            // The digest of an empty file: `patch` deletes none without it.
            let _ = writeln!(patch, "index {index}");
        }
    }
    for (mark, prefix, side) in [("---", "a/", before), ("+++", "b/", after)] {
        let name = side.map_or_else(|| "/dev/null".to_owned(), |_| quoted(prefix, path));
        // A tab ends a name that has a space, or `patch` takes what is behind the space for a date.
        let tab = if name.contains(' ') { "\t" } else { "" };
        let _ = writeln!(patch, "{mark} {name}{tab}");
    }
    let [before, after] = [before, after].map(|side| side.map_or("", |side| side.text));
    write_hunks(&mut patch, before, after);
    patch
}

fn write_hunks(patch: &mut String, before: &str, after: &str) {
    // Counted first: the library's own estimate takes 64 MB for 2 MiB that begin with empty lines.
    let lines = |text: &str| text.split_inclusive('\n').count() as u32;
    let mut input = InternedInput::default();
    input.reserve(lines(before), lines(after));
    input.update_before(sources::lines(before));
    input.update_after(sources::lines(after));
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let mut rest = hunks.as_slice();
    while !rest.is_empty() {
        let joined = rest.windows(2).take_while(|pair| pair[1].before.start - pair[0].before.end <= 2 * CONTEXT);
        let (group, later) = rest.split_at(1 + joined.count());
        write_group(patch, &input, group);
        rest = later;
    }
}

/// Writes changes that stand so close that their context meets.
fn write_group(patch: &mut String, input: &InternedInput<&str>, group: &[Hunk]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let lead = first.before.start.min(CONTEXT);
    let trail = (input.before.len() as u32 - last.before.end).min(CONTEXT);
    let start = first.before.start - lead;
    let end = last.before.end + trail;
    let _ = write!(patch, "@@ -");
    write_range(patch, start, end);
    let _ = write!(patch, " +");
    write_range(patch, first.after.start - lead, last.after.end + trail);
    patch.push_str(" @@\n");
    let mut write_lines = |mark: char, tokens: &[Token]| {
        for token in tokens {
            let line = input.interner[*token];
            patch.push(mark);
            patch.push_str(line);
            if !line.ends_with('\n') {
                patch.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    let mut at = start;
    for hunk in group {
        write_lines(' ', &input.before[at as usize..hunk.before.start as usize]);
        write_lines('-', &input.before[hunk.before.start as usize..hunk.before.end as usize]);
        write_lines('+', &input.after[hunk.after.start as usize..hunk.after.end as usize]);
        at = hunk.before.end;
    }
    write_lines(' ', &input.before[at as usize..end as usize]);
}

/// Lines count from 1; a range without lines names the line before it; a length of 1 is left out.
fn write_range(patch: &mut String, start: u32, end: u32) {
    let _ = match end - start {
        0 => write!(patch, "{start},0"),
        1 => write!(patch, "{}", start + 1),
        length => write!(patch, "{},{length}", start + 1),
    };
}

/// A path as git writes it: in quotes where it has control characters, quotes or backslashes. Other characters than ASCII stay.
fn quoted(prefix: &str, path: &str) -> String {
    let is_plain = |c: char| !c.is_ascii_control() && c != '"' && c != '\\';
    if path.chars().all(is_plain) {
        return format!("{prefix}{path}");
    }
    let mut name = format!("\"{prefix}");
    for c in path.chars() {
        match c {
            c if is_plain(c) => name.push(c),
            '"' => name.push_str("\\\""),
            '\\' => name.push_str("\\\\"),
            '\t' => name.push_str("\\t"),
            '\n' => name.push_str("\\n"),
            '\r' => name.push_str("\\r"),
            c => {
                let _ = write!(name, "\\{:03o}", u32::from(c));
            }
        }
    }
    name.push('"');
    name
}
