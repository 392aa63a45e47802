//! The steps that a download's machine returns, and the events that it takes.

use super::arrival::RangeRequest;
use crate::call::machine::Post;
use crate::call::response::{Body, Outcome};
use crate::checksum::Checksum;
use crate::error::{Error, Limit};
use crate::link::signed_url::FunctionLink;

/// The next step of a download.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Drive [`Download::call`](super::machine::Download::call) to its end, for the link.
    Link,
    /// Send this GET to the storage host, and leave the response's body open.
    Get(Get),
    /// Send this POST to the relay, and leave the response's body open.
    Post(Post),
    /// Read up to this many bytes of the open response's body. The response is an error.
    ReadBody(u32),
    /// Take chunks from the open response.
    Pump(Pump),
    /// Compare the digest so far with the one from before the restart.
    Compare,
    /// Finish the digest of all bytes.
    Digest,
    /// Wait for this many milliseconds.
    Wait(f64),
    /// The bytes match the checksum: close the destination.
    Commit,
    /// The download succeeded: the destination is closed.
    Done,
    /// The download failed with this error.
    Failed(Error),
}

/// A GET of a package, or of the rest of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Get {
    /// The absolute URL: a credential, which only `fetch` gets.
    pub url: String,
    /// The range; `None` for the whole package.
    pub range: Option<RangeRequest>,
    /// Whether this request follows a redirect, within the same attempt.
    pub is_redirected: bool,
}

impl std::fmt::Debug for Get {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Get")
            .field("range", &self.range)
            .field("is_redirected", &self.is_redirected)
            .finish_non_exhaustive()
    }
}

/// Which chunks to take, and whether to write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pump {
    /// Present where the bytes start over: begin a new digest and empty the destination.
    pub begins: Option<Begins>,
    /// The number of bytes that arrived before this pump.
    pub from: u64,
    /// The package's size in bytes, where it is known.
    pub total: Option<u64>,
    /// Stop after this many bytes. The rest of a chunk stays for the next pump.
    pub up_to: Option<u64>,
    /// Stop beyond this many bytes.
    pub most: u64,
    /// Whether to write the bytes. False for those that a stream received before a restart.
    pub writes: bool,
}

/// A start of the bytes from the package's first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begins {
    /// Whether to keep the digest so far, of the bytes that a stream has received.
    pub keeps_digest: bool,
}

/// Why a pump ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The body ended by itself.
    Whole,
    /// The pump reached `up_to`.
    Reached,
    /// The pump passed `most`.
    TooMuch,
    /// The body broke off before its end.
    BrokeOff,
}

/// The outcome of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The first event of a download.
    Begin,
    /// [`Step::Link`] gave this link.
    Linked(FunctionLink),
    /// [`Step::Get`] or [`Step::Post`] has ended.
    Sent(Outcome<()>),
    /// [`Step::ReadBody`] has ended: the error response's body, or why it was not read.
    Body(Body),
    /// [`Step::Pump`] has ended: the number of its bytes, and why.
    Pumped(u64, End),
    /// [`Step::Compare`] has ended: whether both digests are the same.
    Compared(bool),
    /// [`Step::Digest`] has ended: the digest of all bytes.
    Digest(Checksum),
    /// A time limit, in milliseconds, ended the step; a pump had taken this many bytes.
    TimedOut(Limit, u32, u64),
    /// [`Step::Wait`] has ended: the next request is due.
    Waited,
    /// [`Step::Commit`] has ended: the destination is closed.
    Committed,
}
