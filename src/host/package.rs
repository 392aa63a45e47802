//! Opens a package's address for the relay: the host rule first, then one request for the whole, as it is stored.

use wasm_bindgen::prelude::*;

use super::environment::require_server;
use super::error::Failure;
use super::fetch::Request;
use super::options::{Fields, Transport, host_rule, url_parts};
use super::source::header;
use crate::error::Error;
use crate::host_rule::HostFault;
use crate::link::admit_package;

/// Resolves to a Response whose body is the package's, not yet verified.
pub async fn open(url: &str, options: &JsValue) -> Result<JsValue, Failure> {
    require_server()?;
    let options = Fields::optional(options, "options")?;
    let rule = host_rule(&options)?;
    let transport = Transport::decode(&options, 600_000)?;
    rule.admit(&url_parts(url).ok_or(Error::HostRefused(HostFault::Unparsable))?)?;
    let mut guard = transport.guard();
    guard.check()?;
    let request = Request { method: "GET", url, headers: &[("accept-encoding", "identity")], body: None };
    let answer = transport.send(&request, &mut guard).await?;
    let encoding = header(&answer.response, "content-encoding");
    admit_package(answer.status, answer.redirected, encoding.as_deref()).inspect_err(|_| answer.discard())?;
    guard.release();
    Ok(answer.response)
}
