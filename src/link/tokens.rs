//! Which token a call takes: the remembered one, one that is being asked for, or another.

use crate::link::request::AccessToken;

/// What is remembered of one merchant, for one provider function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The token that the provider gave last.
    pub token: Option<AccessToken>,
    /// The last token that the platform refused, until the provider gives another.
    pub rejected: Option<AccessToken>,
    /// Whether the provider is being asked.
    pub is_asked: bool,
}

/// How a call gets its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenStep {
    /// This one, which has not been refused.
    Use(AccessToken),
    /// The provider is being asked: wait for that request.
    Join(Option<AccessToken>),
    /// Ask the provider, with the token that was rejected.
    Ask(Option<AccessToken>),
}

/// Decides. `refused` is the token that the platform refused to this call: a remembered one that differs was renewed since.
/// `may_share` is whether one call's request to the provider may serve another.
pub fn next_token(remembered: Remembered, refused: Option<&AccessToken>, may_share: bool) -> TokenStep {
    let Remembered { token, rejected, is_asked } = remembered;
    if let Some(token) = token.filter(|token| refused != Some(token)) {
        return TokenStep::Use(token);
    }
    let rejected = refused.cloned().or(rejected);
    if is_asked && may_share { TokenStep::Join(rejected) } else { TokenStep::Ask(rejected) }
}
