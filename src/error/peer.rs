//! The peer of a call, and texts with places for it.

use std::fmt;

use super::text::texts;

/// The peer that a failure concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// WeChat's API, at `baseUrl`.
    Platform,
    /// The storage host of the platform's link.
    Storage,
    /// The relay at `options.relay`.
    Relay,
}

impl Peer {
    /// The value of `FunctionLinkError.peer`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Peer::Platform => "platform",
            Peer::Storage => "storage",
            Peer::Relay => "relay",
        }
    }

    /// Parses a peer in a relay's response; `None` for anything else.
    pub fn parse(text: &str) -> Option<Peer> {
        match text {
            "platform" => Some(Peer::Platform),
            "storage" => Some(Peer::Storage),
            "relay" => Some(Peer::Relay),
            _ => None,
        }
    }
}

texts! {
    PLATFORM = "the platform", "微信平台";
    BASE_URL = "baseUrl", " baseUrl ";
    STORAGE = "the storage host", "存储服务";
    LINK = "the link to the storage host", "存储服务的链接";
    RELAY = "the relay", "中转服务";
    RELAY_OPTION = "options.relay", " options.relay ";
    ANY = "the host", "对方";
    ANY_ADDRESS = "the host's address", "对方的地址";
}

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
