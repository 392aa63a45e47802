//! The interface of a function's link, `POST /tcb/downloadfunction`: its request and its reply.

use serde::Serialize;

use super::signed_url::{FunctionLink, expiry};
use crate::call::interface::Interface;
use crate::call::record::Record;
use crate::call::relay_request::{Action, request_body};
use crate::call::reply::PlatformReply;
use crate::call::request::name;
use crate::checksum::Checksum;
use crate::error::Error;
use crate::error::protocol::ProtocolFault;
use crate::error::redact::redact;
use crate::parse::json::Object;

/// The environment and the function of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The environment's id, for example `test-777bb9`.
    pub env: String,
    /// The cloud function's name, for example `login`.
    pub function_name: String,
}

impl Subject {
    /// Checks the names of an environment and a function.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where one is empty or holds control characters.
    pub fn new(env: &str, function_name: &str) -> Result<Subject, Error> {
        Ok(Subject { env: name(env, "env")?, function_name: name(function_name, "functionName")? })
    }
}

impl Interface for Subject {
    type Value = FunctionLink;
    const PATH: &'static str = "/tcb/downloadfunction";
    const ACTION: Option<Action> = Some(Action::Link);

    fn from_record(record: &Record) -> Result<Subject, Error> {
        Subject::new(record.required("env")?, record.required("functionName")?)
    }

    fn about(&self) -> String {
        format!("function \"{}\" in environment \"{}\"", self.function_name, self.env)
    }

    fn body(&self) -> String {
        #[derive(Serialize)]
        struct Body<'a> {
            env: &'a str,
            function_name: &'a str,
        }
        // Two strings always serialize.
        serde_json::to_string(&Body { env: &self.env, function_name: &self.function_name }).unwrap_or_default()
    }

    fn relay_body(&self, authorizer_appid: Option<&str>) -> String {
        request_body(&self.env, &self.function_name, authorizer_appid, None)
    }

    fn read(reply: &PlatformReply) -> Result<FunctionLink, ProtocolFault> {
        let object = &reply.object;
        let read = || {
            let url = object.text("url").filter(|url| is_absolute(url)).ok_or(ProtocolFault::Url)?;
            let checksum = object.text("checksum").ok_or(ProtocolFault::Checksum)?;
            let checksum = Checksum::parse(checksum).map_err(|_| ProtocolFault::Checksum)?;
            Ok(FunctionLink {
                errmsg: reply.errmsg.clone().unwrap_or_else(|| "ok".to_owned()),
                url: Some(url.to_owned()),
                checksum,
                expires_at_ms: expiry(url).map(|seconds| seconds as f64 * 1000.0),
            })
        };
        read().map_err(|fault| if reply.has_errcode { fault } else { ProtocolFault::NoErrcode })
    }

    fn read_relayed(response: &Object, date_ms: &dyn Fn(&str) -> f64) -> Option<FunctionLink> {
        if response.integer("errcode")? != 0 {
            return None;
        }
        Some(FunctionLink {
            errmsg: redact(response.text("errmsg")?, ""),
            url: response.optional("url", Object::text)?.map(str::to_owned),
            checksum: Checksum::parse(response.text("checksum")?).ok()?,
            expires_at_ms: response.optional("expiresAt", Object::text)?.map(date_ms).filter(|ms| ms.is_finite()),
        })
    }
}

/// Whether a text has a scheme and more, without white space, control characters or bytes that were not UTF-8.
/// The download checks scheme and host.
fn is_absolute(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let rest = rest.trim_start_matches('/');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == char::REPLACEMENT_CHARACTER)
}
