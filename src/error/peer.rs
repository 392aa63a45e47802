//! The peer of a call, and texts about it.

use std::fmt;

/// Whom a failure concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// WeChat's interface, at `baseUrl`.
    Platform,
    /// The host that the platform's link names.
    Storage,
    /// The relay at `options.relay`.
    Relay,
}

impl Peer {
    /// The peer as JavaScript sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Peer::Platform => "platform",
            Peer::Storage => "storage",
            Peer::Relay => "relay",
        }
    }

    /// Reads a peer as a relay wrote it.
    pub fn parse(text: &str) -> Option<Peer> {
        match text {
            "platform" => Some(Peer::Platform),
            "storage" => Some(Peer::Storage),
            "relay" => Some(Peer::Relay),
            _ => None,
        }
    }
}

/// The place of the peer's name in a text.
macro_rules! who {
    () => {
        "\x01"
    };
}

/// The place of the words for where the peer's address comes from.
macro_rules! address {
    () => {
        "\x02"
    };
}

/// The place of a number.
macro_rules! number {
    () => {
        "\x03"
    };
}

/// The place of a host's name.
macro_rules! host {
    () => {
        "\x04"
    };
}

pub(super) use {address, host, number, who};

/// A text with its places filled in.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The text.
    pub text: &'a str,
    /// The peer; `None` where none is known.
    pub peer: Option<Peer>,
    /// The number.
    pub number: u64,
    /// The host's name.
    pub host: &'a str,
}

impl fmt::Display for Filled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, address) = match self.peer {
            Some(Peer::Platform) => ("the platform", "baseUrl"),
            Some(Peer::Storage) => ("the storage host", "the link to the storage host"),
            Some(Peer::Relay) => ("the relay", "options.relay"),
            None => ("the host", "the host's address"),
        };
        let mut rest = self.text;
        loop {
            let at = rest.bytes().position(|byte| byte < 5).unwrap_or(rest.len());
            let (words, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            f.write_str(words)?;
            match after.bytes().next() {
                None => return Ok(()),
                Some(1) => f.write_str(who)?,
                Some(2) => f.write_str(address)?,
                Some(3) => self.number.fmt(f)?,
                Some(_) => f.write_str(self.host)?,
            }
            rest = after.get(1..).unwrap_or_default();
        }
    }
}
