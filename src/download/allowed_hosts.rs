//! Where a package may be downloaded from. It stops request forgery and proves nothing about origin: `*.myqcloud.com` is
//! shared by every tenant, and the checksum is what proves the bytes.

use std::fmt;

use crate::error::Error;
use crate::parse::url::UrlParts;

/// Tencent COS, as the platform's links have been seen to use it.
pub const DEFAULT_ALLOWED_HOSTS: [&str; 2] = ["*.myqcloud.com", "*.tencentcos.cn"];

/// Why an address was refused. Holds at most the host's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostFault {
    /// The runtime's parser could not read it.
    Unparsable,
    /// Not https (nor http on an allowed loopback host).
    Scheme,
    /// It holds a user name or a password.
    Credentials,
    /// Not the default port.
    Port,
    /// No pattern allows the host.
    Host(String),
}

impl fmt::Display for HostFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostFault::Unparsable => f.write_str("it is not a URL"),
            HostFault::Scheme => f.write_str("it is not https"),
            HostFault::Credentials => f.write_str("it holds a user name or a password"),
            HostFault::Port => f.write_str("it names a port that is not https's own"),
            HostFault::Host(host) => write!(f, "its host {host} is not in allowedHosts"),
        }
    }
}

/// The hosts that are allowed: exact names, or `*.` and a domain for every name below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl Default for AllowedHosts {
    fn default() -> AllowedHosts {
        AllowedHosts(DEFAULT_ALLOWED_HOSTS.map(str::to_owned).to_vec())
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
