//! Applies a patch of one file: strictly, every line where the patch says it is.

/// The text after, where the patch fits the text before exactly.
pub(crate) fn apply(before: &str, patch: &str) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let mut new = String::new();
    let mut at = 0;
    let mut lines = patch.split_inclusive('\n').peekable();
    while let Some(header) = lines.next() {
        let Some(ranges) = header.strip_prefix("@@ -") else { continue };
        let (minus, rest) = ranges.split_once(" +").unwrap();
        let (plus, _) = rest.split_once(" @@\n").unwrap();
        let ((start, mut removed), (new_start, mut added)) = (range(minus), range(plus));
        new.extend(old[at..start].iter().copied());
        at = start;
        assert_eq!(new.split_inclusive('\n').count(), new_start, "{header}");
        while removed > 0 || added > 0 {
            let line = lines.next().expect("the hunk is as long as it says");
            let (mark, text) = line.split_at(1);
            let unfinished = lines.next_if(|next| next.starts_with('\\'));
            let text = if unfinished.is_some() { text.strip_suffix('\n').unwrap() } else { text };
            if mark != "+" {
                assert_eq!(old[at], text);
                (at, removed) = (at + 1, removed - 1);
            }
            if mark != "-" {
                new.push_str(text);
                added -= 1;
            }
            assert!([" ", "-", "+"].contains(&mark), "{line}");
        }
    }
    new.extend(old[at..].iter().copied());
    new
}

/// A range as lines before it, and its length.
fn range(text: &str) -> (usize, usize) {
    let (start, length) = text.split_once(',').unwrap_or((text, "1"));
    let (start, length) = (start.parse::<usize>().unwrap(), length.parse::<usize>().unwrap());
    (if length == 0 { start } else { start - 1 }, length)
}
