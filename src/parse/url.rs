//! The parts of a URL. The runtime's WHATWG parser makes them: the core judges the parts and never parses a URL.

use super::json::Object;

/// The components of a parsed URL, by the names of the `URL` interface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrlParts {
    /// The scheme with its colon: `https:`.
    pub protocol: String,
    /// Whether the URL holds a user name or a password.
    pub has_credentials: bool,
    /// The host in lower case, without port. An IPv6 address is in brackets.
    pub hostname: String,
    /// The port; empty for the scheme's default one.
    pub port: String,
    /// The path, which begins with a slash.
    pub pathname: String,
    /// Whether the URL has a query or a fragment.
    pub has_query_or_fragment: bool,
}

impl From<&Object> for UrlParts {
    /// Reads the shell's object: `{ protocol, hostname, port, pathname, hasCredentials, hasQueryOrFragment }`.
    fn from(object: &Object) -> UrlParts {
        let text = |name| object.text(name).unwrap_or_default().to_owned();
        UrlParts {
            protocol: text("protocol"),
            hostname: text("hostname"),
            port: text("port"),
            pathname: text("pathname"),
            has_credentials: object.boolean("hasCredentials").unwrap_or(false),
            has_query_or_fragment: object.boolean("hasQueryOrFragment").unwrap_or(false),
        }
    }
}

impl UrlParts {
    /// Scheme, host, port and path, without a slash at its end.
    pub fn without_query(&self) -> String {
        format!("{}{}", self.origin(), self.pathname.trim_end_matches('/'))
    }

    /// Scheme, host, and port where it is not the default one.
    pub fn origin(&self) -> String {
        let port = if self.port.is_empty() { String::new() } else { format!(":{}", self.port) };
        format!("{}//{}{port}", self.protocol, self.hostname)
    }

    /// Whether both URLs have the same scheme, host and port.
    pub fn same_origin(&self, other: &UrlParts) -> bool {
        (&self.protocol, &self.hostname, &self.port) == (&other.protocol, &other.hostname, &other.port)
    }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let name = self.hostname.as_str();
        let is_byte = |part: &str| {
            let plain = part.bytes().all(|byte| byte.is_ascii_digit()) && (part.len() == 1 || !part.starts_with('0'));
            plain && part.parse::<u8>().is_ok()
        };
        let is_address = || name.split('.').count() == 4 && name.split('.').all(is_byte);
        name == "localhost" || name == "[::1]" || (name.starts_with("127.") && is_address())
    }
}
