//! Texts with places for a peer, a number and a host, and what fills them.

use std::fmt;

use super::peer::{ANY, ANY_ADDRESS, BASE_URL, LINK, PLATFORM, Peer, RELAY, RELAY_OPTION, STORAGE};
use super::text::Text;

/// The place of the peer's name in a text.
macro_rules! who {
    () => {
        "\x01"
    };
}

/// The place of the option or field that holds the peer's address.
macro_rules! address {
    () => {
        "\x02"
    };
}

/// The place of a number in a text.
macro_rules! number {
    () => {
        "\x03"
    };
}

/// The place of a host's name in a text.
macro_rules! host {
    () => {
        "\x04"
    };
}

pub(super) use {address, host, number, who};

/// A text, and the values for its places.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The text with its places.
    pub text: &'a str,
    /// The peer; `None` where it is unknown.
    pub peer: Option<Peer>,
    /// The number, for its place.
    pub number: u64,
    /// The host's name, for its place.
    pub host: &'a str,
}

impl fmt::Display for Filled<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, address) = match self.peer {
            Some(Peer::Platform) => (PLATFORM, BASE_URL),
            Some(Peer::Storage) => (STORAGE, LINK),
            Some(Peer::Relay) => (RELAY, RELAY_OPTION),
            None => (ANY, ANY_ADDRESS),
        };
        let mut rest = self.text;
        loop {
            let at = rest.bytes().position(|byte| byte < 5).unwrap_or(rest.len());
            let (words, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            f.write_str(words)?;
            match after.bytes().next() {
                None => return Ok(()),
                Some(1) => f.write_str(who.en)?,
                Some(2) => f.write_str(address.en)?,
                Some(3) => self.number.fmt(f)?,
                Some(_) => f.write_str(self.host)?,
            }
            rest = after.get(1..).unwrap_or_default();
        }
    }
}

impl Text {
    /// The English text, with places for a peer.
    pub fn about(self, peer: Option<Peer>) -> String {
        Filled { text: self.en, peer, number: 0, host: "its host" }.to_string()
    }
}
