//! Opens a package's address: the host rule first, redirects by the same rule, the bytes as they are stored.

use super::attempt::Attempt;
use super::error::Failure;
use super::fetch::{Answer, Hints, Request};
use super::options::Transport;
use super::url::{resolved, url_parts};
use crate::download::allowed_hosts::{AllowedHosts, HostFault};
use crate::download::arrival::RangeRequest;
use crate::error::Error;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// One request for the package, or for its rest.
pub async fn open(
    transport: &Transport,
    rule: &AllowedHosts,
    url: &str,
    range: Option<&RangeRequest>,
    attempt: &Attempt<'_>,
    hints: &mut Hints,
) -> Result<Answer, Failure> {
    let mut url = url.to_owned();
    rule.admit(&url_parts(&url, None).ok_or(Error::HostRefused(HostFault::Unparsable))?)?;
    for _ in 0..=REDIRECTS {
        let answer = transport.send(&url, &Request::Get(range), attempt, hints).await?;
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(answer);
        }
        answer.discard();
        let refused = Error::RedirectRefused(answer.status);
        let target = answer.header("location").and_then(|location| resolved(&location, &url));
        url = target
            .filter(|target| url_parts(target, None).is_some_and(|parts| rule.admit(&parts).is_ok()))
            .ok_or(refused)?;
    }
    Err(Error::RedirectRefused(302).into())
}
