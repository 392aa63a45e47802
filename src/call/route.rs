//! Where a call sends its requests.

use super::relay_client::RelayAddress;
use super::request::{AccessToken, BaseUrl};

/// Where a call sends its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// To the platform's API, with a token.
    Platform {
        /// `baseUrl`, then `fallbackBaseUrls`. Never empty.
        hosts: Vec<BaseUrl>,
        /// A fixed token; `None` for a provider function.
        token: Option<AccessToken>,
    },
    /// To a relay, which holds the token.
    Relay {
        /// `options.relay`, resolved and checked.
        address: RelayAddress,
        /// The merchant's appid, at most 64 bytes.
        authorizer_appid: Option<String>,
    },
}
