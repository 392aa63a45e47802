//! What is learnt from contents while they pass: checksum, private keys, and the few files that are looked into.

use sha2::{Digest, Sha256};

use crate::entry::{Entry, Kind};
use crate::private_keys::KeyScan;

/// The most bytes of `index.js` that are looked into: bundles are large.
const MAX_INDEX: u64 = 8 << 20;
const MAX_MANIFEST: u64 = 1 << 20;
const MAX_TARGET: u64 = 4096;

/// Why a file is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `index.js` of the root.
    Index,
    /// `package.json` of the root.
    Manifest,
    /// `package.json` of a dependency.
    DependencyManifest,
    /// A symbolic link: its contents are its target.
    Link,
    Other,
}

impl Role {
    fn of(entry: &Entry) -> Role {
        match (entry.kind, entry.path.as_str()) {
            (Kind::Symlink, _) => Role::Link,
            (Kind::Directory, _) => Role::Other,
            (Kind::File, "index.js") => Role::Index,
            (Kind::File, "package.json") => Role::Manifest,
            (Kind::File, path) if is_dependency_manifest(path) => Role::DependencyManifest,
            (Kind::File, _) => Role::Other,
        }
    }

    fn most(self) -> u64 {
        match self {
            Role::Index => MAX_INDEX,
            Role::Manifest | Role::DependencyManifest => MAX_MANIFEST,
            Role::Link => MAX_TARGET,
            Role::Other => 0,
        }
    }
}

/// `node_modules/name/package.json` or `node_modules/@scope/name/package.json`, at any depth.
fn is_dependency_manifest(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next() == Some("package.json")
        && parts.next().is_some()
        && match parts.next() {
            Some("node_modules") => true,
            Some(scope) => scope.starts_with('@') && parts.next() == Some("node_modules"),
            None => false,
        }
}

/// The contents of one entry while they pass.
pub(crate) struct ContentWatch {
    role: Role,
    digest: Sha256,
    size: u64,
    kept: Option<Vec<u8>>,
    keys: KeyScan,
}

/// What was learnt from the contents of one entry.
pub(crate) struct Learned {
    pub(crate) role: Role,
    pub(crate) checksum: [u8; 32],
    pub(crate) size: u64,
    /// The contents, where the role wants them and they are not too large.
    pub(crate) kept: Option<Vec<u8>>,
    pub(crate) has_key: bool,
}

impl ContentWatch {
    pub(crate) fn begin(entry: &Entry) -> ContentWatch {
        let role = Role::of(entry);
        let kept = (role != Role::Other).then(Vec::new);
        ContentWatch { role, digest: Sha256::new(), size: 0, kept, keys: KeyScan::default() }
    }

    pub(crate) fn update(&mut self, chunk: &[u8]) {
        self.digest.update(chunk);
        self.keys.update(chunk);
        self.size += chunk.len() as u64;
        if self.size > self.role.most() {
            self.kept = None;
        }
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(chunk);
        }
    }

    /// Bytes of the contents that have passed so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn end(self) -> Learned {
        Learned {
            role: self.role,
            checksum: self.digest.finalize().into(),
            size: self.size,
            kept: self.kept,
            has_key: self.keys.has_found(),
        }
    }
}
