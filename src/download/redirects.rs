//! The redirects of a download: COS may redirect a GET. A download follows it to an allowed host only.

use super::allowed_hosts::AllowedHosts;
use crate::call::response::ResponseHead;
use crate::call::surroundings::Surroundings;
use crate::defaults::MAX_REDIRECTS;
use crate::error::Error;
use crate::error::refusal::RedirectFault;

/// Whether a status is a redirect to `Location` (RFC 9110 §15.4).
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Counts the redirects of one attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects(u32);

impl Redirects {
    /// Returns the redirect's target. `head.location` is absolute: the shell has resolved it against the request's URL.
    ///
    /// # Errors
    /// `REDIRECT_REFUSED` without a target, for a host that is not allowed, and beyond [`MAX_REDIRECTS`].
    pub fn follow(
        &mut self,
        head: &ResponseHead,
        allowed_hosts: &AllowedHosts,
        surroundings: &dyn Surroundings,
    ) -> Result<String, Error> {
        self.0 += 1;
        let refused = if self.0 > MAX_REDIRECTS {
            RedirectFault::TooMany(head.status)
        } else {
            match &head.location {
                None => RedirectFault::Status(head.status),
                Some(target) => match allowed_hosts.admit_text(target, surroundings) {
                    Ok(()) => return Ok(target.clone()),
                    Err(fault) => RedirectFault::Target(head.status, Box::new(fault)),
                },
            }
        };
        Err(Error::RedirectRefused(refused))
    }
}
