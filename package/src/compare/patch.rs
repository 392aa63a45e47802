//! A patch of one file, as `diff -u` and `git diff` write it.

use imara_diff::{Algorithm, Diff, Hunk, IndentHeuristic, IndentLevel, Token};

use crate::digits::push_decimal;
use crate::order::ordered;

/// Lines around a change that a patch repeats.
const CONTEXT: u32 = 3;

/// A file that has more bytes has no patch.
pub const MOST_BYTES: u64 = 2 << 20;

/// A file that has more lines has no patch.
pub const MOST_LINES: usize = 20_000;

/// The contents of a file that is not binary where a patch can show them: UTF-8, not too long. A patch is itself text, so contents in another encoding
/// would not survive in it.
pub(super) fn text(contents: &[u8]) -> Option<&str> {
    if contents.len() as u64 > MOST_BYTES {
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
    let (old, new) = (quoted("a/", path), quoted("b/", path));
    let mut patch = String::new();
    let mut write = |parts: &[&str]| parts.iter().for_each(|part| patch.push_str(part));
    write(&["diff --git ", &old, " ", &new, "\n"]);
    let comes_or_goes = match (before, after) {
        (None, Some(file)) => Some(("new file", file, "0000000..e69de29")),
        (Some(file), None) => Some(("deleted file", file, "e69de29..0000000")),
        _ => None,
    };
    if let Some((what, file, index)) = comes_or_goes {
        write(&[what, " mode ", if file.executable { "100755" } else { "100644" }, "\n"]);
        if file.text.is_empty() {
            // The digest of an empty file: `patch` deletes none without it.
            write(&["index ", index, "\n"]);
        }
    }
    for (mark, name, side) in [("--- ", &old, before), ("+++ ", &new, after)] {
        // A tab ends a name that has a space, or `patch` takes what is behind the space for a date.
        let tab = if side.is_some() && name.contains(' ') { "\t" } else { "" };
        write(&[mark, if side.is_some() { name } else { "/dev/null" }, tab, "\n"]);
    }
    let [before, after] = [before, after].map(|side| side.map_or("", |side| side.text));
    write_hunks(&mut patch, before, after);
    patch
}

/// The lines of two texts.
struct Lines<'a> {
    before: Vec<&'a str>,
    after: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    fn new(before: &'a str, after: &'a str) -> Self {
        let lines = |text: &'a str| text.split_inclusive('\n').collect();
        Self { before: lines(before), after: lines(after) }
    }

    /// The changes that make the lines before the lines after.
    fn hunks(&self) -> Vec<Hunk> {
        let all = [self.before.as_slice(), self.after.as_slice()].concat();
        // The library compares numbers: the same for equal lines. Lines are sorted for them, because its own table adds 2 KB to the compressed module.
        let mut numbers = vec![Token(0); all.len()];
        let mut different: Vec<&str> = Vec::new();
        for place in ordered(all.len(), &|one, two| all[one].cmp(all[two])) {
            if different.last() != Some(&all[place]) {
                different.push(all[place]);
            }
            numbers[place] = Token(different.len() as u32 - 1);
        }
        let (before, after) = numbers.split_at(self.before.len());
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, before, after, different.len() as u32);
        // Where a change may stand at several places, it stands where the indentation says that a block begins.
        let indent = |token: Token| IndentLevel::for_ascii_line(different[token.0 as usize].bytes(), 8);
        diff.postprocess_with(before, after, IndentHeuristic::new(indent));
        diff.hunks().collect()
    }

    /// Writes changes that stand so close that their context meets.
    fn write_group(&self, patch: &mut String, group: &[Hunk]) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
        let lead = first.before.start.min(CONTEXT);
        let trail = (self.before.len() as u32 - last.before.end).min(CONTEXT);
        let start = first.before.start - lead;
        let end = last.before.end + trail;
        patch.push_str("@@ -");
        write_range(patch, start, end);
        patch.push_str(" +");
        write_range(patch, first.after.start - lead, last.after.end + trail);
        patch.push_str(" @@\n");
        let mut at = start;
        for hunk in group {
            write_lines(patch, ' ', &self.before[at as usize..hunk.before.start as usize]);
            write_lines(patch, '-', &self.before[hunk.before.start as usize..hunk.before.end as usize]);
            write_lines(patch, '+', &self.after[hunk.after.start as usize..hunk.after.end as usize]);
            at = hunk.before.end;
        }
        write_lines(patch, ' ', &self.before[at as usize..end as usize]);
    }
}

fn write_hunks(patch: &mut String, before: &str, after: &str) {
    let lines = Lines::new(before, after);
    let hunks = lines.hunks();
    let mut rest = hunks.as_slice();
    while !rest.is_empty() {
        let joined = rest.windows(2).take_while(|pair| pair[1].before.start - pair[0].before.end <= 2 * CONTEXT);
        let (group, later) = rest.split_at(1 + joined.count());
        lines.write_group(patch, group);
        rest = later;
    }
}

fn write_lines(patch: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        patch.push(mark);
        patch.push_str(line);
        if !line.ends_with('\n') {
            patch.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// Lines count from 1; a range without lines names the line before it; a length of 1 is left out.
fn write_range(patch: &mut String, start: u32, end: u32) {
    let length = end - start;
    push_decimal(patch, u64::from(start) + u64::from(length > 0));
    if length != 1 {
        patch.push(',');
        push_decimal(patch, u64::from(length));
    }
}

/// A path as git writes it: in quotes where it has control characters, quotes or backslashes. Other characters than ASCII stay.
fn quoted(prefix: &str, path: &str) -> String {
    let mut name = prefix.to_owned();
    let mut plain = true;
    for c in path.chars() {
        let escape = match c {
            '"' | '\\' => Some(c),
            '\t' => Some('t'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            _ => None,
        };
        if let Some(letter) = escape {
            name.push('\\');
            name.push(letter);
        } else if c.is_ascii_control() {
            name.push('\\');
            // Three octal digits.
            name.extend([6, 3, 0].map(|shift| char::from(b'0' + (c as u8 >> shift & 7))));
        } else {
            name.push(c);
            continue;
        }
        plain = false;
    }
    if plain { name } else { ["\"", &name, "\""].concat() }
}
