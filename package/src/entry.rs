//! An entry of a package.

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file, the only kind that can be executable.
    File,
    /// A directory; its path ends in `/`.
    Directory,
    /// A symbolic link; its contents are its target. It is never followed.
    Symlink,
}

impl Kind {
    /// The kind as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::File => "file",
            Kind::Directory => "directory",
            Kind::Symlink => "symlink",
        }
    }
}

/// An entry of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name as text; control characters as they are.
    pub path: String,
    /// Whether it is a file, a directory or a symbolic link.
    pub kind: Kind,
    /// Bytes unpacked, as the directory says; what was read, where an entry was read whole.
    pub size: u64,
    /// Bytes in the zip; the same as `size` for the files of a folder.
    pub compressed_size: u64,
    /// SHA-256 of the contents, where they were read whole and are sound. Not for directories.
    pub checksum: Option<[u8; 32]>,
    /// Whether its owner may execute it, where Unix made it.
    pub executable: bool,
    /// Seconds since 1970: the extended timestamp, else the zip's own time of day read as UTC.
    pub modified: Option<i64>,
    /// Whether it is a symbolic link that points out of the package.
    pub(crate) leads_outside: bool,
    /// Where it is in the zip; `None` for the files of a folder.
    pub(crate) place: Option<Place>,
}

/// What the directory says about an entry's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Of its local header.
    pub(crate) offset: u64,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    /// Date and time as the zip has them.
    pub(crate) time: u32,
    /// The name's bytes where they are not those of the path.
    pub(crate) raw_name: Option<Box<[u8]>>,
    /// Whether its data can be read at all: neither encrypted, nor shared with others, nor by an unknown method.
    pub(crate) readable: bool,
}

impl Entry {
    /// An entry of a folder, before its contents are read.
    pub(crate) fn new(path: String, kind: Kind) -> Entry {
        Entry {
            path,
            kind,
            size: 0,
            compressed_size: 0,
            checksum: None,
            executable: false,
            modified: None,
            leads_outside: false,
            place: None,
        }
    }

    /// The name as the zip has it.
    pub(crate) fn raw_name<'a>(&'a self, place: &'a Place) -> &'a [u8] {
        place.raw_name.as_deref().unwrap_or(self.path.as_bytes())
    }

    /// The path without the slash at the end of a directory's.
    pub(crate) fn bare_path(&self) -> &str {
        match self.kind {
            Kind::Directory => self.path.strip_suffix('/').unwrap_or(&self.path),
            Kind::File | Kind::Symlink => &self.path,
        }
    }
}
