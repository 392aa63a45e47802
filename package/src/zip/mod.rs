//! The records of a zip, read strictly. They are read here rather than by a library: every check concerns a field that a
//! library hides.

pub(crate) mod bytes;
pub(crate) mod central_header;
pub(crate) mod coverage;
pub(crate) mod crc32;
pub(crate) mod directory;
pub(crate) mod end_record;
pub(crate) mod end_search;
pub mod entry_reader;
pub(crate) mod extra_fields;
mod inflater;
pub(crate) mod local_header;
pub(crate) mod raw_name;
