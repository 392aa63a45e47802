//! What each kind of line may hold: its fields in the order in which they are written. Fields that are not listed are left out.

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    /// The field's name in JSON, for example `authorizerAppid`.
    pub name: &'static str,
    /// The values that the field takes: any other makes the record malformed.
    pub kind: Kind,
    /// Whether a record without it is malformed.
    pub is_required: bool,
}

/// What a field holds.
#[derive(Debug)]
pub enum Kind {
    /// A well-formed text that is not empty.
    Name,
    /// Any text, the empty one included.
    Text,
    /// The name of a snapshot.
    Id,
    /// 64 lower-case hexadecimal digits.
    Checksum,
    /// `tree1:` and 64 lower-case hexadecimal digits.
    ContentDigest,
    /// ISO 8601, in UTC.
    Instant,
    /// A whole number of at least 0.
    Count,
    /// A whole number that may be negative, of an absolute value below 2^53.
    Integer,
    /// `true` or `false`, not as a text.
    Flag,
    /// The number of the format, of which there is one.
    Version,
    /// An object with these fields, each checked by its kind.
    Record(&'static [Field]),
    /// An array of records.
    Records(&'static [Field]),
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false }
}

/// The first line of a snapshot, under the name `snapshot`.
pub const HEAD: &[Field] = &[
    required("version", Kind::Version),
    required("id", Kind::Id),
    required("startedAt", Kind::Instant),
    optional("previous", Kind::Id),
];

/// A row: a function, or what could not be listed.
pub const ROW: &[Field] = &[
    required("authorizerAppid", Kind::Name),
    optional("env", Kind::Name),
    optional("functionName", Kind::Name),
    optional("runtime", Kind::Text),
    optional("status", Kind::Text),
    optional("statusReason", Kind::Records(STATUS_REASON)),
    optional("modTime", Kind::Text),
    optional("addTime", Kind::Text),
    optional("checksum", Kind::Checksum),
    optional("size", Kind::Count),
    optional("contentDigest", Kind::ContentDigest),
    optional("error", Kind::Record(ERROR)),
];

/// One of the platform's reasons for a function's status.
pub const STATUS_REASON: &[Field] = &[optional("errcode", Kind::Integer), optional("errmsg", Kind::Text)];

/// What failed for a row.
pub const ERROR: &[Field] = &[
    required("code", Kind::Text),
    required("message", Kind::Text),
    required("advice", Kind::Text),
    required("retryable", Kind::Flag),
    optional("errcode", Kind::Integer),
    optional("errmsg", Kind::Text),
    optional("rid", Kind::Text),
    optional("status", Kind::Integer),
];

/// The last line of a snapshot, under the name `summary`.
pub const SUMMARY: &[Field] = &[
    required("id", Kind::Id),
    required("startedAt", Kind::Instant),
    required("endedAt", Kind::Instant),
    optional("previous", Kind::Id),
    required("partial", Kind::Flag),
    required("targets", Kind::Count),
    required("merchants", Kind::Count),
    required("functions", Kind::Count),
    required("failures", Kind::Count),
    required("reused", Kind::Count),
    required("packages", Kind::Record(PACKAGES)),
    optional("drift", Kind::Record(DRIFT)),
];

/// The packages that a snapshot stored.
pub const PACKAGES: &[Field] = &[required("stored", Kind::Count), required("bytes", Kind::Count)];

/// How many rows have each status.
pub const DRIFT: &[Field] = &[
    required("unchanged", Kind::Count),
    required("repackaged", Kind::Count),
    required("changed", Kind::Count),
    required("added", Kind::Count),
    required("removed", Kind::Count),
    required("unknown", Kind::Count),
];
