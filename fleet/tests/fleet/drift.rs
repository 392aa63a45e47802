//! What became of each function.

use serde_json::Value;
use wechat_function_fleet::DriftStatus::{Added, Changed, Removed, Repackaged, Unchanged, Unknown};
use wechat_function_fleet::{DriftStatus, ErrorSource, Side};

use crate::support::{compare, failed, function, statuses};

const F: [&str; 3] = ["wx1", "e1", "f"];

#[test]
fn a_function_by_its_checksums_and_digests() {
    let row = |checksum, contents| vec![function(F, checksum, contents)];
    let table: [(Vec<Value>, Vec<Value>, DriftStatus); 12] = [
        (row(1, Some(1)), row(1, Some(1)), Unchanged),
        (row(1, None), row(1, Some(1)), Unchanged),
        (row(1, Some(1)), row(1, Some(2)), Unchanged),
        (row(1, Some(1)), row(2, Some(1)), Repackaged),
        (row(1, Some(1)), row(2, Some(2)), Changed),
        (row(1, Some(1)), row(2, None), Changed),
        (row(1, None), row(2, Some(1)), Changed),
        (row(1, None), row(2, None), Changed),
        (vec![], row(1, None), Added),
        (row(1, None), vec![], Removed),
        (vec![failed(&F)], row(1, None), Unknown),
        (row(1, None), vec![failed(&F)], Unknown),
    ];
    for (before, after, expected) in table {
        assert_eq!(statuses(&before, &after), [("wx1/e1/f".to_owned(), expected)], "{before:?} {after:?}");
    }
}

#[test]
fn a_row_without_a_checksum_is_unknown() {
    let mut bare = function(F, 1, None);
    bare.as_object_mut().unwrap().remove("checksum");
    for (before, after) in
        [(bare.clone(), function(F, 1, None)), (function(F, 1, None), bare.clone()), (bare.clone(), bare)]
    {
        assert_eq!(statuses(&[before], &[after]), [("wx1/e1/f".to_owned(), Unknown)]);
    }
}

/// Statuses and the places of the errors, for two snapshots and for the same two in the other order.
fn both_ways(one: &[Value], other: &[Value], expected: &[(&str, DriftStatus, Option<ErrorSource>)]) {
    for (before, after, is_turned) in [(one, other, false), (other, one, true)] {
        let turned = |side| match (side, is_turned) {
            (Side::Before, false) | (Side::After, true) => Side::Before,
            (Side::After, false) | (Side::Before, true) => Side::After,
        };
        let expected: Vec<_> = expected
            .iter()
            .map(|(names, status, error)| {
                let error = error.map(|error| match error {
                    ErrorSource::Row(side) => ErrorSource::Row(turned(side)),
                    ErrorSource::Merchant(side) => ErrorSource::Merchant(turned(side)),
                    ErrorSource::Environment(side) => ErrorSource::Environment(turned(side)),
                });
                ((*names).to_owned(), *status, error)
            })
            .collect();
        let found = compare(before, after, 1).unwrap();
        let found: Vec<_> = found.into_iter().map(|found| (found.names.join("/"), found.status, found.error)).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn an_error_of_a_merchant_or_an_environment_hides_what_the_other_side_has() {
    let functions = [
        function(["wx1", "e1", "f"], 1, None),
        function(["wx1", "e1", "g"], 2, None),
        function(["wx1", "e2", "f"], 3, None),
    ];
    let by_merchant = Some(ErrorSource::Merchant(Side::After));
    let of_merchant =
        [("wx1/e1/f", Unknown, by_merchant), ("wx1/e1/g", Unknown, by_merchant), ("wx1/e2/f", Unknown, by_merchant)];
    both_ways(&functions, &[failed(&["wx1"])], &of_merchant);

    let by_environment = Some(ErrorSource::Environment(Side::After));
    let of_environment = [("wx1/e1/f", Unknown, by_environment), ("wx1/e1/g", Unknown, by_environment)];
    let with_second = [failed(&["wx1", "e1"]), functions[2].clone()];
    both_ways(&functions, &with_second, &[of_environment.as_slice(), &[("wx1/e2/f", Unchanged, None)]].concat());
}

#[test]
fn an_error_that_hides_nothing_is_told_itself() {
    let own = Some(ErrorSource::Row(Side::After));
    both_ways(&[], &[failed(&["wx1"])], &[("wx1", Unknown, own)]);
    both_ways(&[], &[failed(&["wx1", "e1"])], &[("wx1/e1", Unknown, own)]);
    // A neighbour of the merchant or the environment is not inside.
    let neighbours = [function(["wx0", "e", "f"], 1, None), function(["wx11", "e", "f"], 1, None)];
    let after = [neighbours[0].clone(), failed(&["wx1"]), neighbours[1].clone()];
    both_ways(
        &neighbours,
        &after,
        &[("wx0/e/f", Unchanged, None), ("wx1", Unknown, own), ("wx11/e/f", Unchanged, None)],
    );
}

#[test]
fn what_failed_on_both_sides_is_told_once_with_the_later_error() {
    for names in [&["wx1"][..], &["wx1", "e1"], &["wx1", "e1", "f"]] {
        let found = compare(&[failed(names)], &[failed(names)], 1).unwrap();
        let found: Vec<_> = found.into_iter().map(|found| (found.names, found.status, found.error)).collect();
        assert_eq!(
            found,
            [(names.iter().map(ToString::to_string).collect(), Unknown, Some(ErrorSource::Row(Side::After)))]
        );
    }
}

#[test]
fn a_merchant_that_failed_before_and_an_environment_that_failed_after() {
    let before = [failed(&["wx1"])];
    let after = [failed(&["wx1", "e1"]), function(["wx1", "e2", "f"], 1, None)];
    let expected = [
        ("wx1/e1", Unknown, Some(ErrorSource::Row(Side::After))),
        ("wx1/e2/f", Unknown, Some(ErrorSource::Merchant(Side::Before))),
    ];
    both_ways(&before, &after, &expected);
}

#[test]
fn a_function_that_was_asked_for_by_name_speaks_for_itself() {
    let f = function(["wx1", "e1", "f"], 1, None);
    let g = function(["wx1", "e1", "g"], 1, None);
    let after = [failed(&["wx1"]), f.clone()];
    both_ways(
        &[f, g],
        &after,
        &[("wx1/e1/f", Unchanged, None), ("wx1/e1/g", Unknown, Some(ErrorSource::Merchant(Side::After)))],
    );
}

#[test]
fn the_error_of_a_merchant_ends_with_it() {
    let before = [failed(&["wx1"])];
    let after = [function(["wx1", "e", "f"], 1, None), function(["wx2", "e", "f"], 1, None)];
    let expected = [("wx1/e/f".to_owned(), Unknown), ("wx2/e/f".to_owned(), Added)];
    assert_eq!(statuses(&before, &after), expected);
}
