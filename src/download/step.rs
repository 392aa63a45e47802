//! What the machine of a download asks for, and what comes of it.

use super::arrival::RangeRequest;
use crate::checksum::Checksum;
use crate::error::{Error, Limit};
use crate::link::call::Post;
use crate::link::response::{Body, Outcome};
use crate::link::signed_url::FunctionLink;

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Drive [`Download::call`](super::machine::Download::call) to its end.
    Link,
    /// Send this, and leave the response's body open.
    Get(Get),
    /// Send this to a relay, and leave the response's body open.
    Post(Post),
    /// Read the body of the response that is open, which is an error: up to so many bytes.
    ReadBody(u32),
    /// Take chunks from the response that is open.
    Pump(Pump),
    /// Compare the digest so far with the one that was kept.
    Compare,
    /// Finish the digest.
    Digest,
    /// Wait so many milliseconds.
    Wait(f64),
    /// The bytes match the checksum: close the destination.
    Commit,
    /// The download is done.
    Done,
    /// It failed.
    Failed(Error),
}

/// A GET of a package, or of its rest.
#[derive(Clone, PartialEq, Eq)]
pub struct Get {
    /// Where from: a credential, which goes to `fetch` and nowhere else.
    pub url: String,
    /// Which part.
    pub range: Option<RangeRequest>,
    /// Whether it follows a redirect within the attempt that is under way.
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

/// Chunks to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pump {
    /// Where the bytes start over: a new digest and an empty destination.
    pub begins: Option<Begins>,
    /// How many bytes have arrived before.
    pub from: u64,
    /// Size in bytes, where it is known.
    pub total: Option<u64>,
    /// Stop after so many bytes; the rest of a chunk stays for the next pump.
    pub up_to: Option<u64>,
    /// Stop as soon as there are more than so many bytes.
    pub most: u64,
    /// Whether to write the bytes: a stream has received those before a restart already.
    pub writes: bool,
}

/// The bytes start over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begins {
    /// Whether to keep the digest so far: that of what a stream has received and cannot give back.
    pub keeps_digest: bool,
}

/// How a pump ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The body came to its own end.
    Whole,
    /// `up_to` was reached.
    Reached,
    /// `most` was passed.
    TooMuch,
    /// The body broke off.
    BrokeOff,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The download begins.
    Begin,
    /// The link is there.
    Linked(FunctionLink),
    /// A request was sent.
    Sent(Outcome<()>),
    /// A body was read.
    Body(Body),
    /// So many bytes arrived, and how it ended.
    Pumped(u64, End),
    /// Whether both digests are the same.
    Compared(bool),
    /// The digest of everything.
    Digest(Checksum),
    /// A time ran out, after so many bytes.
    Late(Limit, u32, u64),
    /// The wait is over.
    Waited,
    /// The destination is closed.
    Committed,
}
