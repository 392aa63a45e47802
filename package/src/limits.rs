//! How much a package may hold.

/// Bytes that a package may hold when it is unpacked, by default: what the platform takes, layers included.
pub const MAX_BYTES: u64 = 500 << 20;

/// Entries that a package may have, by default.
pub const MAX_ENTRIES: u32 = 100_000;

/// How many times its compressed size an entry may have, once it is over [`RATIO_FROM`].
pub const MAX_RATIO: u64 = 1000;

/// The bytes of output beyond which [`MAX_RATIO`] holds.
pub const RATIO_FROM: u64 = 1 << 20;

/// Bytes that all names together may have: they are held in memory.
pub const MAX_NAME_BYTES: u64 = 64 << 20;

/// What a caller allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of output of all entries together.
    pub max_bytes: u64,
    /// Entries, directories included. [`MAX_ENTRIES`] by default.
    pub max_entries: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_bytes: MAX_BYTES, max_entries: MAX_ENTRIES }
    }
}
