//! The hosts that packages may come from. The list prevents request forgery. It proves nothing about the bytes, since
//! every tenant of Tencent COS shares `*.myqcloud.com`: the checksum does.

use crate::call::surroundings::Surroundings;
use crate::defaults::ALLOWED_HOSTS;
use crate::error::Error;
use crate::error::redact::one_line;
use crate::error::refusal::{HostFault, HostRule};
use crate::parse::url::UrlParts;

/// The allowed hosts: exact names, or `*.` and a domain for every name below it.
///
/// The list holds the origin of a loopback `baseUrl`: a local platform may be its own storage host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl Default for AllowedHosts {
    fn default() -> AllowedHosts {
        AllowedHosts(ALLOWED_HOSTS.map(str::to_owned).to_vec())
    }
}

impl AllowedHosts {
    /// The default hosts, and the origin of `base_url` where it is a loopback address.
    pub fn beside(base_url: &UrlParts) -> AllowedHosts {
        let mut hosts = AllowedHosts::default();
        if base_url.is_loopback() {
            hosts.0.push(base_url.origin());
        }
        hosts
    }

    /// Checks the patterns of `allowedHosts`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a pattern that is neither a host name without a port nor `*.` and a domain.
    pub fn new(patterns: &[String]) -> Result<AllowedHosts, Error> {
        let sound = |pattern: &String| {
            let name = pattern.strip_prefix("*.").unwrap_or(pattern);
            let bracketed = name.starts_with('[') && name.ends_with(']');
            !name.is_empty()
                && (bracketed || !name.contains(':'))
                // Intake has converted an internationalised name to ASCII.
                && !name.contains(|c: char| matches!(c, '*' | '/' | '@') || c.is_whitespace() || !c.is_ascii())
        };
        if !patterns.iter().all(sound) {
            return Err(Error::argument("allowedHosts must hold host names without a port, or *. and a domain"));
        }
        Ok(AllowedHosts(patterns.iter().map(|pattern| pattern.to_ascii_lowercase()).collect()))
    }

    fn names(&self, url: &UrlParts) -> bool {
        let (host, origin) = (&url.hostname, url.origin());
        self.0.iter().any(|pattern| match pattern.strip_prefix('*') {
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == pattern || origin == *pattern,
        })
    }

    /// Checks a download address.
    ///
    /// # Errors
    /// The rule that the address breaks, and its host.
    pub fn admit_text(&self, url: &str, surroundings: &dyn Surroundings) -> Result<(), HostFault> {
        let parts =
            surroundings.url(url).ok_or_else(|| HostFault { rule: HostRule::Unparsable, host: String::new() })?;
        self.admit(&parts)
    }

    /// Checks a parsed download address.
    ///
    /// # Errors
    /// The rule that the address breaks, and its host.
    pub fn admit(&self, url: &UrlParts) -> Result<(), HostFault> {
        let named = self.names(url);
        let own_machine = named && url.is_loopback();
        let is_http = url.protocol == "http:";
        let rule = if url.has_credentials {
            HostRule::Credentials
        } else if url.protocol != "https:" && !(is_http && url.is_loopback()) {
            HostRule::Scheme
        } else if !named {
            HostRule::Host
        } else if !url.port.is_empty() && !own_machine {
            HostRule::Port
        } else {
            return Ok(());
        };
        Err(HostFault { rule, host: one_line(&url.hostname) })
    }
}
