//! Which names are never written to a disk.

use crate::reason::Reason;

/// Bytes that file systems allow in one part of a path.
const MAX_SEGMENT: usize = 255;

/// Names of devices on Windows, with any extension; COM and LPT are followed by a digit.
const DEVICES: [&str; 7] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

/// Why a file of this path is not written. The path of a directory comes without its slash at the end.
pub fn faults(path: &str) -> Vec<Reason> {
    let mut faults = Vec::new();
    let mut note = |reason, is_so: bool| {
        if is_so && !faults.contains(&reason) {
            faults.push(reason);
        }
    };
    note(Reason::NameNul, path.contains('\0'));
    note(Reason::NameBackslash, path.contains('\\'));
    note(Reason::NameColon, path.contains(':'));
    let relative = path.strip_prefix('/');
    note(Reason::NameAbsolute, relative.is_some());
    for segment in relative.unwrap_or(path).split('/') {
        note(Reason::NameEmpty, segment.is_empty());
        let is_dots = matches!(segment, "." | "..");
        note(Reason::NameDots, is_dots);
        note(Reason::NameTrailing, !is_dots && segment.ends_with(['.', ' ']));
        note(Reason::NameDevice, is_device(segment));
        note(Reason::GitFolder, is_git(segment));
    }
    faults
}

fn is_device(segment: &str) -> bool {
    let stem = segment.split(['.', ':']).next().unwrap_or_default().trim_end_matches(' ');
    let is_numbered = |stem: &str| {
        let Some((kind, number)) = stem.split_at_checked(3) else { return false };
        let mut number = number.chars();
        (kind.eq_ignore_ascii_case("COM") || kind.eq_ignore_ascii_case("LPT"))
            && number.next().is_some_and(|digit| digit.is_ascii_digit() || matches!(digit, '¹' | '²' | '³'))
            && number.next().is_none()
    };
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) || is_numbered(stem)
}

/// `.git` in each of the spellings that some file system takes for it.
fn is_git(segment: &str) -> bool {
    let bare = segment.trim_end_matches(['.', ' ']);
    bare.eq_ignore_ascii_case(".git") || bare.eq_ignore_ascii_case("git~1")
}

/// Whether a part of the path is longer than file systems allow.
pub fn has_long_segment(path: &str) -> bool {
    path.split('/').any(|segment| segment.len() > MAX_SEGMENT)
}

/// Whether a symbolic link at `path` with this target leads out of the package, or cannot be told.
pub fn leads_outside(path: &str, target: &str) -> bool {
    if target.is_empty() || target.starts_with('/') || target.contains(['\\', ':', '\0']) {
        return true;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut depth = 0_usize;
    for segment in folder.split('/').chain(target.split('/')) {
        match segment {
            "" | "." => {}
            ".." => match depth.checked_sub(1) {
                Some(higher) => depth = higher,
                None => return true,
            },
            _ => depth += 1,
        }
    }
    false
}
