//! Which names are never written to a disk.

use crate::reason::Reason;

/// Bytes that file systems allow in one part of a path.
const MAX_SEGMENT: usize = 255;

/// Names of devices on Windows, with any extension. COM and LPT come with a digit, also in superscript.
const DEVICES: [&str; 7] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

/// Why a file of this path is not written. The path of a directory comes without its slash at the end.
pub fn faults(path: &str) -> Vec<Reason> {
    let mut faults = Vec::new();
    let mut note = |reason, is_so: bool| {
        if is_so && !faults.contains(&reason) {
            faults.push(reason);
        }
    };
    let path = path.as_bytes();
    note(Reason::NameNul, path.contains(&0));
    note(Reason::NameBackslash, path.contains(&b'\\'));
    note(Reason::NameColon, path.contains(&b':'));
    let relative = path.strip_prefix(b"/");
    note(Reason::NameAbsolute, relative.is_some());
    for segment in segments(relative.unwrap_or(path)) {
        note(Reason::NameEmpty, segment.is_empty());
        let is_dots = matches!(segment, b"." | b"..");
        note(Reason::NameDots, is_dots);
        note(Reason::NameTrailing, !is_dots && without_trail(segment).len() < segment.len());
        note(Reason::NameDevice, is_device(segment));
        note(Reason::GitFolder, is_git(segment));
    }
    faults
}

fn segments(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|byte| *byte == b'/')
}

/// Without dots and spaces at the end, which Windows drops.
fn without_trail(segment: &[u8]) -> &[u8] {
    let end = segment.iter().rposition(|byte| !matches!(byte, b'.' | b' '));
    segment.get(..end.map_or(0, |last| last + 1)).unwrap_or_default()
}

fn is_device(segment: &[u8]) -> bool {
    let stem = segment.split(|byte| matches!(byte, b'.' | b':')).next().map(without_trail).unwrap_or_default();
    let is_numbered = stem.split_at_checked(3).is_some_and(|(kind, number)| {
        let has_number = matches!(number, [b'0'..=b'9'] | [0xc2, 0xb9 | 0xb2 | 0xb3]);
        has_number && (kind.eq_ignore_ascii_case(b"COM") || kind.eq_ignore_ascii_case(b"LPT"))
    });
    is_numbered || DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device.as_bytes()))
}

/// `.git` in each of the spellings that some file system takes for it.
fn is_git(segment: &[u8]) -> bool {
    let bare = without_trail(segment);
    bare.eq_ignore_ascii_case(b".git") || bare.eq_ignore_ascii_case(b"git~1")
}

/// Whether a part of the path is longer than file systems allow.
pub fn has_long_segment(path: &str) -> bool {
    segments(path.as_bytes()).any(|segment| segment.len() > MAX_SEGMENT)
}

/// Whether a symbolic link at `path` with this target leads out of the package, or cannot be told.
pub fn leads_outside(path: &str, target: &[u8]) -> bool {
    if target.is_empty() || target.starts_with(b"/") || target.iter().any(|byte| matches!(byte, b'\\' | b':' | 0)) {
        return true;
    }
    let path = path.as_bytes();
    let folder = path.iter().rposition(|byte| *byte == b'/').and_then(|end| path.get(..end)).unwrap_or_default();
    let mut depth = 0_usize;
    for segment in segments(folder).chain(segments(target)) {
        match segment {
            b"" | b"." => {}
            b".." => match depth.checked_sub(1) {
                Some(higher) => depth = higher,
                None => return true,
            },
            _ => depth += 1,
        }
    }
    false
}
