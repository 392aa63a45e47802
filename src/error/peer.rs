//! The peer of a call, and its names.

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
