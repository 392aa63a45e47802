//! Gets a call's token. `host/tokens.js` remembers tokens and asks the provider. The core chooses and checks them.

use wasm_bindgen::prelude::*;

use super::error::Failure;
use super::scope::Scope;
use crate::call::request::AccessToken;
use crate::call::tokens::{Remembered, TokenStep, next_token};
use crate::error::Error;
use crate::parse::json::{Json, Object, parse};

fn remembered(scope: &Scope) -> Remembered {
    let object = match parse(&scope.remembered()) {
        Ok(Json::Object(object)) => object,
        _ => Object::default(),
    };
    let token = |name| object.text(name).and_then(|token| AccessToken::new(token).ok());
    let is_asked = object.boolean("isAsked").unwrap_or(false);
    Remembered { token: token("token"), rejected: token("rejected"), is_asked }
}

/// Gets a token that differs from `refused`: the remembered one, or one from the provider.
pub(super) async fn token(scope: &Scope, refused: Option<AccessToken>, apart: bool) -> Result<AccessToken, Failure> {
    let (rejected, joins) = match next_token(remembered(scope), refused.as_ref(), !apart) {
        TokenStep::Use(token) => return Ok(token),
        TokenStep::Join(rejected) => (rejected, true),
        TokenStep::Ask(rejected) => (rejected, false),
    };
    let provided = scope.token(rejected.map(|token| token.reveal().to_owned()), joins).await?;
    let judged = provided.map(|token| AccessToken::new(&token));
    match judged {
        Ok(Ok(token)) => {
            scope.remember(Some(token.reveal().to_owned()));
            Ok(token)
        }
        Ok(Err(_)) => {
            scope.remember(None);
            Err(Error::TokenProvider.into())
        }
        Err(cause) => {
            scope.remember(None);
            Err(if cause == JsValue::UNDEFINED {
                Error::TokenProvider.into()
            } else {
                Failure::Caused(Error::TokenProvider, cause)
            })
        }
    }
}
