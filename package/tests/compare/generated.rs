//! Any two texts: the patch of one to the other, applied, gives the other, both ways.

use proptest::prelude::*;
use wechat_function_package::compare::Options;

use crate::applier::apply;
use crate::support::{Tree, compare, patches};

/// Few different lines, so that they repeat, and lines that look like a patch's own.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[abc]{0,2}\n",
        2 => "    [a-f]?\n",
        1 => "\t}\n",
        2 => prop_oneof![
            Just("--- a/x\n"), Just("+++ b/x\n"), Just("@@ -1 +1 @@\n"), Just("\\ No newline at end of file\n"), Just("\r\n"),
            Just("\n"), Just("\r"), Just("函数\n"), Just(" \n"), Just("-\n"), Just("+\n"),
        ].prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    (proptest::collection::vec(line(), 0..60), prop::bool::weighted(0.3)).prop_map(|(lines, cut)| {
        let text = lines.concat();
        if cut { text.strip_suffix('\n').unwrap_or(&text).to_owned() } else { text }
    })
}

/// A text and what a few edits make of it.
fn pair() -> impl Strategy<Value = (String, String)> {
    let edit = (any::<prop::sample::Index>(), 0_usize..4, proptest::collection::vec(line(), 0..4));
    let edited = (text(), proptest::collection::vec(edit, 0..5)).prop_map(|(before, edits)| {
        let mut lines: Vec<_> = before.split_inclusive('\n').map(str::to_owned).collect();
        for (place, removed, new) in edits {
            let at = place.index(lines.len() + 1);
            lines.splice(at..(at + removed).min(lines.len()), new);
        }
        (before, lines.concat())
    });
    prop_oneof![edited, (text(), text())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_patch_applied_gives_the_other_side((before, after) in pair()) {
        let tree = |text: &str| -> Tree { vec![("a.js".to_owned(), text.into())] };
        for (before, after) in [(&before, &after), (&after, &before)] {
            let (old, new) = (tree(before), tree(after));
            let outcome = compare(&old, &new, Options::default());
            prop_assert_eq!(outcome.same, before == after);
            if let Some(patch) = patches(&old, &new, &outcome).get("a.js") {
                prop_assert_eq!(&apply(before, patch), after);
            } else {
                prop_assert!(outcome.same);
            }
        }
    }
}
