//! A storage host's error: Tencent COS sends XML with a `Code` and a `RequestId`.
//!
//! Page: <https://www.tencentcloud.com/document/product/436/7730>.

use super::advice;
use super::code::Code;
use super::redact::find;

/// A storage host's response that is neither a package nor a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError {
    /// The HTTP status of the response.
    pub status: u16,
    /// `Code` of COS, for example `AccessDenied`.
    pub code: Option<String>,
    /// `RequestId` of COS, which its support asks for.
    pub request_id: Option<String>,
}

impl StorageError {
    /// Reads an error response. `request_id` is the header's, for a body without one. Drops every text that is part of the
    /// link.
    pub fn read(status: u16, request_id: Option<&str>, body: &[u8], link: &str) -> StorageError {
        let text = String::from_utf8_lossy(body);
        StorageError {
            status,
            code: element(&text, "<Code>").and_then(|text| word(text, link)),
            request_id: element(&text, "<RequestId>").or(request_id).and_then(|text| word(text, link)),
        }
    }

    /// `LINK_EXPIRED` for a 403 that a new link may help, `HTTP_STATUS` for anything else.
    pub fn class(&self) -> Code {
        if self.status == 403 && self.advice().is_none() { Code::LinkExpired } else { Code::HttpStatus }
    }

    /// The advice for known codes of COS, where a new link would not help.
    pub fn advice(&self) -> Option<&'static str> {
        match self.code.as_deref() {
            Some("RequestTimeTooSkewed") => Some(advice::CLOCK.en),
            Some("SignatureDoesNotMatch") => Some(advice::SIGNATURE.en),
            _ if self.status == 404 => Some(advice::NO_KEY.en),
            _ => None,
        }
    }
}

fn element<'a>(xml: &'a str, opens: &str) -> Option<&'a str> {
    let inner = xml.get(find(xml, opens)? + opens.len()..)?;
    inner.get(..find(inner, "<")?)
}

/// A code or an id, unless it is part of the link.
fn word(text: &str, link: &str) -> Option<String> {
    let text = text.trim();
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'=');
    ((1..=128).contains(&text.len()) && text.bytes().all(sound) && find(link, text).is_none()).then(|| text.to_owned())
}
