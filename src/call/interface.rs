//! What one interface of the platform is: its path, its request and its reply. A call is the same for all of them.

use crate::call::record::Record;
use crate::call::relay_request::Action;
use crate::call::reply::{PlatformReply, Reply};
use crate::call::surroundings::Surroundings;
use crate::error::Error;
use crate::error::protocol::ProtocolFault;
use crate::error::refusal::Intermediary;
use crate::parse::json::Object;

/// An interface of the platform. The value is one request to it.
pub trait Interface: Sized {
    /// What a call resolves to.
    type Value;

    /// The path below `baseUrl`, for example `/tcb/downloadfunction`.
    const PATH: &'static str;

    /// A relay's route for it; `None` where a relay has none.
    const ACTION: Option<Action>;

    /// Reads the request of intake's record.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, with the name of the malformed value.
    fn from_record(record: &Record) -> Result<Self, Error>;

    /// What the request concerns, as a message names it; empty for nothing.
    fn about(&self) -> String;

    /// The body of a request to the platform, as JSON.
    fn body(&self) -> String;

    /// The body of a request to a relay, as JSON. Not asked for without [`Self::ACTION`].
    fn relay_body(&self, _authorizer_appid: Option<&str>) -> String {
        self.body()
    }

    /// Reads the platform's reply.
    ///
    /// # Errors
    /// A [`ProtocolFault`] for a reply that is not the documented one.
    fn read(reply: &PlatformReply) -> Result<Self::Value, ProtocolFault>;

    /// Reads a relay's response; `None` where it is not the relay's. `date_ms` parses a date to milliseconds since 1970.
    fn read_relayed(_response: &Object, _date_ms: &dyn Fn(&str) -> f64) -> Option<Self::Value> {
        None
    }

    /// Reads the reply of whom the call asked.
    ///
    /// # Errors
    /// `PROTOCOL` for a reply of the platform that is not the documented one, `RELAY_REFUSED` for a response that does
    /// not come from a relay.
    fn value(reply: &Reply, surroundings: &dyn Surroundings) -> Result<Self::Value, Error> {
        match reply {
            Reply::Platform(reply) => Self::read(reply).map_err(Error::Protocol),
            Reply::Relay(status, response) => Self::read_relayed(response, &|text| surroundings.date_ms(text))
                .ok_or(Error::Intermediary(Intermediary::Page(*status))),
        }
    }
}

/// A request to one of the interfaces, written for whom the call asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What the request concerns, as a message names it; empty for nothing.
    pub about: String,
    /// The path below `baseUrl`: [`Interface::PATH`].
    pub path: &'static str,
    /// The relay's route: [`Interface::ACTION`]. `None` where a relay has none.
    pub action: Option<Action>,
    /// The body, as JSON.
    pub body: String,
}

impl Request {
    /// Writes a request to the platform.
    pub fn to_platform<I: Interface>(interface: &I) -> Request {
        Request { about: interface.about(), path: I::PATH, action: I::ACTION, body: interface.body() }
    }

    /// Writes a request to a relay.
    pub fn to_relay<I: Interface>(interface: &I, authorizer_appid: Option<&str>) -> Request {
        Request { body: interface.relay_body(authorizer_appid), ..Request::to_platform(interface) }
    }
}
