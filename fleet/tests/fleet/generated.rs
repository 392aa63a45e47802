//! Whatever two snapshots hold: one verdict a function, none of them wrong, however the rows arrive. JSON as serde_json reads it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use wechat_function_fleet::DriftStatus;

use crate::support::{compare, failed, function, read};

type Key = Vec<String>;
type Snapshot = BTreeMap<Key, Option<(u32, Option<u32>)>>;

/// Few names, so that the two sides meet. A row of a merchant or an environment has an error.
fn snapshot() -> impl Strategy<Value = Snapshot> {
    let name = prop::sample::select(&["a", "b", "ａ", "\u{1f600}"][..]).prop_map(str::to_owned);
    let key = prop::collection::vec(name, 1..=3);
    let contents = prop::option::weighted(0.8, (0_u32..3, prop::option::of(0_u32..2)));
    prop::collection::btree_map(key, contents, 0..25)
        .prop_map(|rows| rows.into_iter().map(|(key, row)| (key.clone(), row.filter(|_| key.len() == 3))).collect())
}

fn rows(snapshot: &Snapshot) -> Vec<Value> {
    let row = |(key, row): (&Key, &Option<(u32, Option<u32>)>)| {
        let names: Vec<_> = key.iter().map(String::as_str).collect();
        match row {
            Some((checksum, contents)) => function([names[0], names[1], names[2]], *checksum, *contents),
            None => failed(&names),
        }
    };
    snapshot.iter().map(row).collect()
}

/// Whether a side could not be listed where it lacks a function.
fn hides(snapshot: &Snapshot, key: &Key) -> bool {
    !snapshot.contains_key(key) && (1..key.len()).any(|length| snapshot.contains_key(&key[..length].to_vec()))
}

/// The status by the rule itself.
fn expected(before: &Snapshot, after: &Snapshot, key: &Key) -> DriftStatus {
    let (old, new) = (before.get(key), after.get(key));
    if old == Some(&None) || new == Some(&None) || hides(before, key) || hides(after, key) {
        return DriftStatus::Unknown;
    }
    match (old.copied().flatten(), new.copied().flatten()) {
        (Some((old, _)), Some((new, _))) if old == new => DriftStatus::Unchanged,
        (Some((_, Some(old))), Some((_, Some(new)))) if old == new => DriftStatus::Repackaged,
        (Some(_), Some(_)) => DriftStatus::Changed,
        (None, _) => DriftStatus::Added,
        (_, None) => DriftStatus::Removed,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_function_of_either_side_has_one_verdict(before in snapshot(), after in snapshot(), batch in 1_usize..9) {
        let found = compare(&rows(&before), &rows(&after), batch).unwrap();
        let functions: BTreeSet<_> = before.keys().chain(after.keys()).filter(|key| key.len() == 3).cloned().collect();
        let named: Vec<_> = found.iter().filter(|found| found.names.len() == 3).collect();
        prop_assert_eq!(named.iter().map(|found| &found.names).collect::<Vec<_>>(), functions.iter().collect::<Vec<_>>());
        for found in named {
            prop_assert_eq!(found.status, expected(&before, &after, &found.names));
        }
        for found in &found {
            prop_assert_eq!(found.error.is_some(), found.status == DriftStatus::Unknown);
        }
        // An error without a function is found itself, or by something inside.
        for key in before.keys().chain(after.keys()).filter(|key| key.len() < 3) {
            prop_assert!(found.iter().any(|found| found.names.starts_with(key)));
        }
    }

    #[test]
    fn a_snapshot_is_unchanged_beside_itself(snapshot in snapshot(), batch in 1_usize..9) {
        let rows = rows(&snapshot);
        for found in compare(&rows, &rows, batch).unwrap() {
            let is_failed = snapshot[&found.names].is_none();
            prop_assert_eq!(found.status, if is_failed { DriftStatus::Unknown } else { DriftStatus::Unchanged });
        }
    }

    #[test]
    fn lines_are_read_as_serde_json_reads_them(text in "[ -~\u{80}-\u{ffff}\u{1f600}]{0,12}", size in 0_u64..1 << 53, chunk in 1_usize..40) {
        let row = json!({ "authorizerAppid": "wx", "env": "e", "functionName": "f", "runtime": text, "size": size });
        let line = format!("{row}\n");
        prop_assert_eq!(read(line.as_bytes(), chunk), (vec![json!({ "row": row })], None));
    }

    #[test]
    fn changed_lines_are_sound_json_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let line = r#"{"authorizerAppid":"wx","env":"e\u4e91","functionName":"f","size":1250,"x":[-0.5e+3,true,null,{}],"statusReason":[{"errcode":-7}]}"#;
        let mut bytes = line.as_bytes().to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
        let (lines, refused) = read(&[bytes.as_slice(), b"\n"].concat(), 11);
        prop_assert!(is_json || refused.is_some() || byte == b'\n', "{}", String::from_utf8_lossy(&bytes));
        prop_assert!(refused.is_some() || byte == b'\n' || lines.len() == 1);
    }
}
