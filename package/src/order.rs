//! The one way to sort: each instance of the standard library's sort would take 6 KB of the module.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How two items of a list compare, by their positions.
type Comparison<'a> = dyn Fn(usize, usize) -> Ordering + 'a;

struct Item<'a> {
    position: usize,
    compare: &'a Comparison<'a>,
}

impl Ord for Item<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.compare)(self.position, other.position).then(self.position.cmp(&other.position))
    }
}

impl PartialOrd for Item<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Item<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl Eq for Item<'_> {}

/// The positions of `count` items in order; equal ones stay as they are.
pub(crate) fn ordered(count: usize, compare: &Comparison) -> Vec<usize> {
    let items: Vec<Item> = (0..count).map(|position| Item { position, compare }).collect();
    BinaryHeap::from(items).into_sorted_vec().into_iter().map(|item| item.position).collect()
}
