//! SPDX expressions: chooses the licences to use a package under.

/// The allowed licences, those with the shortest texts first. Of a choice, the first one here is taken.
pub const ALLOWED: [&str; 9] =
    ["MIT", "ISC", "Zlib", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Unicode-3.0", "Apache-2.0", "BSL-1.0"];

/// The licences of an expression: the first allowed one of each `OR`, all of each `AND`. `None` where one is not allowed.
pub fn chosen(expression: &str) -> Option<Vec<&'static str>> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let chosen = any(&mut rest)?;
    rest.is_empty().then_some(chosen)
}

/// Chooses one side of each `OR`. A side that is not allowed does not matter where the other one is.
fn any(rest: &mut &[&str]) -> Option<Vec<&'static str>> {
    let mut best = all(rest);
    while rest.first() == Some(&"OR") {
        *rest = rest.get(1..).filter(|rest| !rest.is_empty())?;
        let other = all(rest);
        if best.as_ref().is_none_or(|best| other.as_ref().is_some_and(|other| cost(other) < cost(best))) {
            best = other;
        }
    }
    best
}

fn all(rest: &mut &[&str]) -> Option<Vec<&'static str>> {
    let mut licences = one(rest);
    while rest.first() == Some(&"AND") {
        *rest = rest.get(1..)?;
        licences = match (licences, one(rest)) {
            (Some(licences), Some(more)) => Some([licences, more].concat()),
            _ => None,
        };
    }
    licences
}

fn one(rest: &mut &[&str]) -> Option<Vec<&'static str>> {
    let (word, after) = rest.split_first()?;
    *rest = after;
    if *word == "(" {
        let inside = any(rest);
        *rest = rest.strip_prefix(&[")"])?;
        return inside;
    }
    // A licence with an exception is another licence, which is not in the list.
    if rest.first() == Some(&"WITH") {
        *rest = rest.get(2..)?;
        return None;
    }
    ALLOWED.iter().find(|allowed| *allowed == word).map(|allowed| vec![*allowed])
}

/// The places in the list, summed: the lowest sum wins.
fn cost(licences: &[&str]) -> usize {
    licences.iter().map(|licence| ALLOWED.iter().position(|allowed| allowed == licence).unwrap_or(ALLOWED.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn the_shortest_of_what_is_allowed() {
        for (expression, expected) in [
            ("MIT", Some(vec!["MIT"])),
            ("Apache-2.0 OR MIT", Some(vec!["MIT"])),
            ("MIT/Apache-2.0", Some(vec!["MIT"])),
            ("Unlicense OR MIT", Some(vec!["MIT"])),
            ("GPL-3.0 OR Apache-2.0", Some(vec!["Apache-2.0"])),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", Some(vec!["MIT", "Unicode-3.0"])),
            ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", Some(vec!["MIT"])),
            ("Zlib", Some(vec!["Zlib"])),
            ("GPL-3.0", None),
            ("MIT AND GPL-3.0", None),
            ("(MIT OR Apache-2.0) AND LGPL-3.0", None),
            ("Apache-2.0 WITH LLVM-exception", None),
            ("UNLICENSED", None),
            ("", None),
            ("MIT OR", None),
            ("MIT Apache-2.0", None),
            ("(MIT", None),
        ] {
            assert_eq!(chosen(expression), expected, "{expression}");
        }
    }
}
