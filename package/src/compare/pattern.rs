//! One pattern of an ignore list: how it is read, and which paths it matches.
//!
//! What gitignore's documentation says, with two differences: `?` and classes match a character, not a byte, and what git lets never match is
//! malformed. The crates that read gitignore patterns bring regular expressions or fourteen more crates.

use std::fmt;
use std::slice;
use std::str::Chars;

/// A pattern of an ignore list.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Begins with `!`: what it matches is not ignored.
    pub(super) negated: bool,
    /// Ends in `/`: matches folders only.
    pub(super) folders_only: bool,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    /// `**`: any number of folders.
    Folders,
    Name(Vec<Atom>),
}

#[derive(Debug)]
enum Atom {
    /// `*`: any number of characters.
    Characters,
    /// `?`: exactly one character of a name.
    Character,
    Literal(char),
    /// `[a-z]`: one character within `ranges`; with `negated`, one outside of them.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// The classes that have a name: the ends of their ranges, one behind the other.
const CLASSES: [(&str, &str); 12] = [
    ("alnum", "09AZaz"),
    ("alpha", "AZaz"),
    ("blank", "\t\t  "),
    ("cntrl", "\0\u{1f}\u{7f}\u{7f}"),
    ("digit", "09"),
    ("graph", "!~"),
    ("lower", "az"),
    ("print", " ~"),
    ("punct", "!/:@[`{~"),
    ("space", "\t\r  "),
    ("upper", "AZ"),
    ("xdigit", "09AFaf"),
];

/// A pattern that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The pattern as the caller wrote it.
    pub pattern: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// `[` without its `]`.
    OpenClass,
    /// `[[:word:]]` with a word that names no class.
    UnknownClass,
    /// `[z-a]`: a range that ends before it begins.
    ReversedRange,
    /// A backslash without a character behind it.
    LoneBackslash,
    /// Several lines in one pattern.
    LineBreak,
    /// `!` or `/` alone.
    NoName,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flaw = match self.flaw {
            Flaw::OpenClass => "\"[\" has no \"]\"",
            Flaw::UnknownClass => "no class has the name between \"[:\" and \":]\"",
            Flaw::ReversedRange => "a range ends before it begins",
            Flaw::LoneBackslash => "nothing follows the last backslash",
            Flaw::LineBreak => "it has several lines: pass each as a pattern of its own",
            Flaw::NoName => "it names no file",
        };
        f.write_str("the pattern \"")?;
        f.write_str(&self.pattern)?;
        f.write_str("\" is malformed: ")?;
        f.write_str(flaw)
    }
}

impl Pattern {
    /// Reads a line of an ignore list: nothing for an empty line and for a comment.
    pub(super) fn read(line: &str) -> Result<Option<Self>, Malformed> {
        let text = without_trailing_spaces(line.strip_suffix('\r').unwrap_or(line));
        if text.is_empty() || text.starts_with('#') {
            return Ok(None);
        }
        let read = if text.contains(['\n', '\r']) { Err(Flaw::LineBreak) } else { Self::parse(text) };
        read.map(Some).map_err(|flaw| Malformed { pattern: line.to_owned(), flaw })
    }

    fn parse(text: &str) -> Result<Self, Flaw> {
        let (negated, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let (folders_only, text) = text.strip_suffix('/').map_or((false, text), |rest| (true, rest));
        if text.is_empty() {
            return Err(Flaw::NoName);
        }
        let mut segments = Vec::new();
        // A pattern without a slash matches at every depth.
        if !text.contains('/') {
            segments.push(Segment::Folders);
        }
        let mut rest = text.strip_prefix('/').unwrap_or(text);
        loop {
            let segment = PatternReader { rest: rest.chars() }.segment()?;
            rest = segment.1;
            segments.push(segment.0);
            match rest.strip_prefix('/') {
                Some(later) => rest = later,
                None => break,
            }
        }
        // `**` at the end stands for at least one name.
        if matches!(segments.last(), Some(Segment::Folders)) {
            segments.push(Segment::Name(vec![Atom::Characters]));
        }
        Ok(Self { negated, folders_only, segments })
    }

    /// Whether the pattern matches all of a path, which has no slash at its end.
    pub(super) fn matches(&self, path: &str) -> bool {
        wild(
            &self.segments,
            path.split('/'),
            |segment| matches!(segment, Segment::Folders),
            |segment, name| match segment {
                Segment::Folders => false,
                Segment::Name(atoms) => {
                    wild(atoms, name.chars(), |atom| matches!(atom, Atom::Characters), |atom, c| atom.is(*c))
                }
            },
        )
    }
}

impl Atom {
    fn is(&self, c: char) -> bool {
        match self {
            Self::Characters => false,
            Self::Character => true,
            Self::Literal(literal) => *literal == c,
            Self::Class { negated, ranges } => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != *negated,
        }
    }
}

/// Whether a pattern matches all items, where some of its elements (`many`) stand for any number of items. Only the last one of those is tried
/// again, so the time is at most the pattern's length times the items': no path can make a pattern slow.
fn wild<P, I: Iterator + Clone>(
    pattern: &[P],
    mut items: I,
    many: impl Fn(&P) -> bool,
    one: impl Fn(&P, &I::Item) -> bool,
) -> bool {
    let mut pattern: slice::Iter<'_, P> = pattern.iter();
    let mut again: Option<(slice::Iter<'_, P>, I)> = None;
    loop {
        let mut later = pattern.clone();
        let mut behind = items.clone();
        match (later.next(), behind.next()) {
            (Some(element), _) if many(element) => {
                again = Some((later.clone(), items.clone()));
                pattern = later;
                continue;
            }
            (Some(element), Some(item)) if one(element, &item) => {
                (pattern, items) = (later, behind);
                continue;
            }
            (None, None) => return true,
            (Some(_), None) => return false,
            (_, Some(_)) => {}
        }
        let Some((rest, from)) = &mut again else { return false };
        if from.next().is_none() {
            return false;
        }
        (pattern, items) = (rest.clone(), from.clone());
    }
}

/// Spaces at the end do not count, but for one behind a backslash.
fn without_trailing_spaces(line: &str) -> &str {
    let short = line.trim_end_matches(' ');
    let backslashes = short.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes % 2 == 1 { line.get(..short.len() + 1).unwrap_or(short) } else { short }
}

/// Reads the elements of a name.
struct PatternReader<'a> {
    rest: Chars<'a>,
}

impl<'a> PatternReader<'a> {
    /// The segment at the beginning, and the text from the slash behind it on.
    fn segment(mut self) -> Result<(Segment, &'a str), Flaw> {
        let text = self.rest.as_str();
        let behind = text.trim_start_matches('*');
        if text.len() - behind.len() >= 2 && (behind.is_empty() || behind.starts_with('/')) {
            return Ok((Segment::Folders, behind));
        }
        let mut atoms = Vec::new();
        loop {
            let rest = self.rest.as_str();
            let atom = match self.rest.next() {
                None | Some('/') => return Ok((Segment::Name(atoms), rest)),
                Some('*') if matches!(atoms.last(), Some(Atom::Characters)) => continue,
                Some('*') => Atom::Characters,
                Some('?') => Atom::Character,
                Some('[') => self.class()?,
                Some('\\') if self.rest.as_str().starts_with('/') => continue,
                Some('\\') => Atom::Literal(self.escaped()?),
                Some(literal) => Atom::Literal(literal),
            };
            atoms.push(atom);
        }
    }

    fn escaped(&mut self) -> Result<char, Flaw> {
        self.rest.next().ok_or(Flaw::LoneBackslash)
    }

    /// A class, from behind its `[` on. A `]` that comes first belongs to it.
    fn class(&mut self) -> Result<Atom, Flaw> {
        let negated = self.rest.as_str().starts_with(['!', '^']);
        if negated {
            self.rest.next();
        }
        let mut ranges: Vec<(char, char)> = Vec::new();
        // The character that `-` would make the beginning of a range.
        let mut before = None;
        let mut first = true;
        loop {
            match self.rest.next().ok_or(Flaw::OpenClass)? {
                ']' if !first => return Ok(Atom::Class { negated, ranges }),
                '-' if !self.rest.as_str().starts_with(']') && before.is_some() => {
                    let to = match self.rest.next().ok_or(Flaw::OpenClass)? {
                        '\\' => self.rest.next().ok_or(Flaw::OpenClass)?,
                        to => to,
                    };
                    let from = before.take().unwrap_or(to);
                    if from > to {
                        return Err(Flaw::ReversedRange);
                    }
                    ranges.push((from, to));
                }
                '[' if self.rest.as_str().starts_with(':') && self.named(&mut ranges)? => before = None,
                c => {
                    let literal = if c == '\\' { self.rest.next().ok_or(Flaw::OpenClass)? } else { c };
                    ranges.push((literal, literal));
                    before = Some(literal);
                }
            }
            first = false;
        }
    }

    /// Reads `:word:]`, if that is what follows.
    fn named(&mut self, ranges: &mut Vec<(char, char)>) -> Result<bool, Flaw> {
        let rest = self.rest.as_str().strip_prefix(':').unwrap_or_default();
        let (inside, behind) = rest.split_once(']').ok_or(Flaw::OpenClass)?;
        let Some(word) = inside.strip_suffix(':') else { return Ok(false) };
        let (_, ends) = CLASSES.iter().find(|(name, _)| *name == word).ok_or(Flaw::UnknownClass)?;
        ranges.extend(ends.as_bytes().chunks_exact(2).map(|ends| (char::from(ends[0]), char::from(ends[1]))));
        self.rest = behind.chars();
        Ok(true)
    }
}
