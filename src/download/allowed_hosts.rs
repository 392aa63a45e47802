//! The hosts that packages may come from. They stop request forgery and prove nothing about the origin: every tenant shares
//! `*.myqcloud.com`. The checksum proves the bytes.

use crate::defaults::ALLOWED_HOSTS;
use crate::error::Error;
use crate::error::refusal::HostFault;
use crate::link::surroundings::Surroundings;
use crate::parse::url::UrlParts;

/// The hosts that are allowed: exact names, or `*.` and a domain for every name below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl Default for AllowedHosts {
    fn default() -> AllowedHosts {
        AllowedHosts(ALLOWED_HOSTS.map(str::to_owned).to_vec())
    }
}

impl AllowedHosts {
    /// Takes patterns as `allowedHosts` holds them.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a pattern that is neither a host name without a port nor `*.` and one.
    pub fn new(patterns: &[String]) -> Result<AllowedHosts, Error> {
        let sound = |pattern: &String| {
            let name = pattern.strip_prefix("*.").unwrap_or(pattern);
            let bracketed = name.starts_with('[') && name.ends_with(']');
            !name.is_empty()
                && (bracketed || !name.contains(':'))
                && !name.contains(|c: char| c == '*' || c == '/' || c == '@' || c.is_whitespace())
        };
        if !patterns.iter().all(sound) {
            return Err(Error::argument("allowedHosts must hold host names without a port, or *. and a domain"));
        }
        Ok(AllowedHosts(patterns.iter().map(|pattern| pattern.to_ascii_lowercase()).collect()))
    }

    fn names(&self, host: &str) -> bool {
        self.0.iter().any(|pattern| match pattern.strip_prefix('*') {
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == pattern,
        })
    }

    /// Judges an address.
    ///
    /// # Errors
    /// `HOST_REFUSED`, with the reason.
    pub fn admit_text(&self, url: &str, surroundings: &dyn Surroundings) -> Result<(), Error> {
        let parts = surroundings.url(url).ok_or(Error::HostRefused(HostFault::Unparsable))?;
        self.admit(&parts)
    }

    /// Judges an address that the runtime's parser took apart.
    ///
    /// # Errors
    /// `HOST_REFUSED`, with the reason.
    pub fn admit(&self, url: &UrlParts) -> Result<(), Error> {
        let named = self.names(&url.hostname);
        let own_machine = named && url.is_loopback();
        let fault = if url.has_credentials {
            HostFault::Credentials
        } else if url.protocol != "https:" && !(url.protocol == "http:" && own_machine) {
            HostFault::Scheme
        } else if !named {
            HostFault::Host(url.hostname.clone())
        } else if !url.port.is_empty() && !own_machine {
            HostFault::Port
        } else {
            return Ok(());
        };
        Err(Error::HostRefused(fault))
    }
}
