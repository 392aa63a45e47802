//! CRC-32 as zips have it.

use std::sync::OnceLock;

use crc::{CRC_32_ISO_HDLC, Crc, Digest, Table};

/// The checksum of what is read in chunks.
pub(crate) type Crc32 = Digest<'static, u32, Table<16>>;

/// The tables are made on first use: as a constant they would be 16 KiB in the module that do not compress.
fn tables() -> &'static Crc<u32, Table<16>> {
    static TABLES: OnceLock<Crc<u32, Table<16>>> = OnceLock::new();
    TABLES.get_or_init(|| Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC))
}

/// A checksum to begin with.
pub(crate) fn begin() -> Crc32 {
    tables().digest()
}

/// The checksum of these bytes.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    tables().checksum(bytes)
}
