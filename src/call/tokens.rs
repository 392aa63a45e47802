//! Chooses a call's token: the remembered one, the one that another call is fetching, or a new one.

use crate::call::request::AccessToken;

/// What the call scope remembers for one provider function and one merchant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The provider's last token.
    pub token: Option<AccessToken>,
    /// The last token that the platform refused, until the provider returns another.
    pub rejected: Option<AccessToken>,
    /// Whether a request to the provider is under way.
    pub is_asked: bool,
}

/// How a call gets its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenStep {
    /// Use this token, which the platform has not refused.
    Use(AccessToken),
    /// Wait for the request to the provider that is under way. The token is the one that the platform refused.
    Join(Option<AccessToken>),
    /// Ask the provider. The token is its `rejectedToken`.
    Ask(Option<AccessToken>),
}

/// Chooses the token of a call. `refused` is the token that the platform refused to this call: a remembered token that
/// differs from it is newer. `may_share` is whether one call's request to the provider may serve another call.
pub fn next_token(remembered: Remembered, refused: Option<&AccessToken>, may_share: bool) -> TokenStep {
    let Remembered { token, rejected, is_asked } = remembered;
    if let Some(token) = token.filter(|token| refused != Some(token)) {
        return TokenStep::Use(token);
    }
    let rejected = refused.cloned().or(rejected);
    if is_asked && may_share { TokenStep::Join(rejected) } else { TokenStep::Ask(rejected) }
}
