//! Compares two snapshots row by row. Both come in order, so that a batch of each is all that is kept.

use std::cmp::Ordering;
use std::collections::VecDeque;

use crate::compared::Compared;
use crate::drift::DriftStatus;
use crate::key::Key;
use crate::record::Malformed;

/// One of the two snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The earlier snapshot. A function that only it has was removed, where no error hides it.
    Before,
    /// The later snapshot. A function that only it has was added, where no error hides it.
    After,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The rows of this side are used up: push more, or end it.
    Wants(Side),
    /// Take a row of each side that the verdict names.
    Take(Verdict),
    /// Both sides have ended.
    Done,
    /// A row of this side is malformed or out of order.
    Refused(Side, Refused),
}

/// A row that is malformed or out of order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its number, from 1.
    pub row: u64,
    /// What is wrong with it.
    pub malformed: Malformed,
}

/// What became of the row or the two rows with the next key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether there is a row before.
    pub before: bool,
    /// Whether there is a row after.
    pub after: bool,
    /// What became of it. `None` for the error of a merchant or an environment that rows of the other side stand for.
    pub status: Option<DriftStatus>,
    /// Where the error is that makes it unknown.
    pub error: Option<ErrorSource>,
}

/// The row whose error makes a function unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorSource {
    /// The function's own row.
    Row(Side),
    /// The last row of a merchant.
    Merchant(Side),
    /// The last row of an environment.
    Environment(Side),
}

/// A comparison under way.
#[derive(Debug, Default)]
pub struct Merge {
    before: Rows,
    after: Rows,
}

/// The rows of one side that are not compared yet.
#[derive(Debug, Default)]
struct Rows {
    waiting: VecDeque<Result<Compared, Malformed>>,
    is_ended: bool,
    /// Rows that were taken.
    count: u64,
    last: Option<Key>,
    /// The last merchant and the last environment that could not be listed.
    merchant: Option<Key>,
    environment: Option<Key>,
}

impl Merge {
    /// Takes the next rows of a side, a JSON array.
    pub fn push(&mut self, side: Side, json: &str) {
        self.rows(side).waiting.extend(Compared::read_all(json));
    }

    /// A side has no more rows.
    pub fn end(&mut self, side: Side) {
        self.rows(side).is_ended = true;
    }

    /// What to do next. After a refusal there is nothing more to do.
    pub fn step(&mut self) -> Step {
        for side in [Side::Before, Side::After] {
            let rows = self.rows(side);
            if rows.waiting.is_empty() && !rows.is_ended {
                return Step::Wants(side);
            }
            if let Some(refused) = rows.refused() {
                return Step::Refused(side, refused);
            }
        }
        let order = match (self.before.head(), self.after.head()) {
            (None, None) => return Step::Done,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.key.cmp(&after.key),
        };
        let before = if order.is_le() { self.before.take() } else { None };
        let after = if order.is_ge() { self.after.take() } else { None };
        let verdict = self.verdict(before.as_ref(), after.as_ref());
        self.before.took(before);
        self.after.took(after);
        Step::Take(verdict)
    }

    fn verdict(&self, before: Option<&Compared>, after: Option<&Compared>) -> Verdict {
        let rows = Verdict { before: before.is_some(), after: after.is_some(), status: None, error: None };
        let (only, other, other_side) = match (before, after) {
            (Some(only), None) => (only, &self.after, Side::After),
            (None, Some(only)) => (only, &self.before, Side::Before),
            _ => return Verdict { error: Self::own_error(before, after), ..rows }.decided(before, after),
        };
        // Its functions on the other side come next, and each of them is unknown.
        if other.head().is_some_and(|next| only.key.contains(&next.key)) {
            return rows;
        }
        let error = Self::own_error(before, after).or_else(|| other.hides(&only.key, other_side));
        Verdict { error, ..rows }.decided(before, after)
    }

    fn own_error(before: Option<&Compared>, after: Option<&Compared>) -> Option<ErrorSource> {
        let has_error = |row: Option<&Compared>| row.is_some_and(|row| row.has_error);
        match (has_error(before), has_error(after)) {
            (_, true) => Some(ErrorSource::Row(Side::After)),
            (true, false) => Some(ErrorSource::Row(Side::Before)),
            (false, false) => None,
        }
    }

    fn rows(&mut self, side: Side) -> &mut Rows {
        match side {
            Side::Before => &mut self.before,
            Side::After => &mut self.after,
        }
    }
}

impl Verdict {
    fn decided(mut self, before: Option<&Compared>, after: Option<&Compared>) -> Self {
        self.status = Some(if self.error.is_some() { DriftStatus::Unknown } else { DriftStatus::of(before, after) });
        self
    }
}

impl Rows {
    fn head(&self) -> Option<&Compared> {
        self.waiting.front()?.as_ref().ok()
    }

    /// Why the next row cannot be compared, where it cannot.
    fn refused(&self) -> Option<Refused> {
        let malformed = match (self.waiting.front()?, &self.last) {
            (Err(malformed), _) => malformed.clone(),
            (Ok(row), Some(last)) if row.key < *last => Malformed::new(
                "is out of order: rows are sorted by authorizerAppid, env and functionName, each by its UTF-8 bytes",
            ),
            (Ok(row), Some(last)) if row.key == *last => Malformed::new("is of the same function as the one before"),
            _ => return None,
        };
        Some(Refused { row: self.count + 1, malformed })
    }

    fn take(&mut self) -> Option<Compared> {
        self.count += 1;
        self.waiting.pop_front()?.ok()
    }

    fn took(&mut self, row: Option<Compared>) {
        let Some(Compared { key, .. }) = row else { return };
        if key.env.is_none() {
            self.merchant = Some(key.clone());
        } else if key.function_name.is_none() {
            self.environment = Some(key.clone());
        }
        self.last = Some(key);
    }

    /// Where the error of this side is that hides a function which it does not have.
    fn hides(&self, key: &Key, side: Side) -> Option<ErrorSource> {
        let contains = |listed: &Option<Key>| listed.as_ref().is_some_and(|listed| listed.contains(key));
        if contains(&self.environment) {
            Some(ErrorSource::Environment(side))
        } else if contains(&self.merchant) {
            Some(ErrorSource::Merchant(side))
        } else {
            None
        }
    }
}
