//! The expiry in a URL's signature, a link's `Debug`, and the head of a download's response.

use crate::support::{SIGNATURE, URL, link, reply_with_link};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use wechat_function_link::download::arrival::admit_package;
use wechat_function_link::error::Error;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::RedirectFault;
use wechat_function_link::link::signed_url::expiry;

/// The official sample's span, 10,060 s.
const END: u64 = 1_557_999_813;

fn signature() -> String {
    format!(
        "q-sign-algorithm=sha1&q-ak=AKID&q-sign-time=1557989753;{END}&q-key-time=1;2&q-header-list=host\
         &q-url-param-list=&q-signature={SIGNATURE}"
    )
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[test]
fn the_end_of_the_signature_s_time_is_the_expiry_however_it_is_encoded() {
    let (plain, once, twice) = (signature(), encoded(&signature()), encoded(&encoded(&signature())));
    for query in [
        format!("sign={once}"),
        format!("sign={twice}"),
        format!("sign={plain}"),
        plain.clone(),
        plain.replace(';', "%3B"),
        plain.replace(';', "%3b"),
        format!("sign=q-sign-time=1557989753;{END}"),
        format!("sign=q-sign-time%3D1557989753%3B{END}%26q-signature%3D{SIGNATURE}"),
        format!("response-content-type=zip&sign={once}"),
        format!("sign={once}&x-cos-security-token=1;2"),
        format!("sign={once}#q-sign-time=1;2"),
    ] {
        assert_eq!(expiry(&format!("{URL}?{query}")), Some(END), "{query}");
    }
}

#[test]
fn an_address_without_a_sound_time_has_no_expiry() {
    for query in [
        "",
        "?",
        "?sign=",
        "?sign=0a1b2c3d",
        "?sign=q-sign-algorithm%3Dsha1%26q-key-time%3D1%3B2",
        "?xq-sign-time=1;2",
        "?name=q-sign-time=1;2",
        "?q-sign-time",
        "?q-sign-time=",
        "?q-sign-time=;",
        "?q-sign-time=1557989753",
        "?q-sign-time=1557989753;",
        "?q-sign-time=;1557999813",
        "?q-sign-time=1557989753;1557999813;1",
        "?q-sign-time=1557989753,1557999813",
        "?q-sign-time=1557989753;155799981x",
        "?q-sign-time=x557989753;1557999813",
        "?q-sign-time=+1;+2",
        "?q-sign-time=1;-2",
        "?q-sign-time=1;2.5",
        "?q-sign-time=1;2e9",
        "?q-sign-time=1; 2",
        "?q-sign-time=1;２",
        // END before START.
        "?q-sign-time=1557999813;1557989753",
        // Beyond the year 9999, beyond 64 bits, and far beyond.
        "?q-sign-time=1;253402300800",
        "?q-sign-time=1;18446744073709551616",
        "?q-sign-time=1;99999999999999999999999999999999999999",
        "?q-sign-time=99999999999999999999999999999999999999;1",
        // The fragment is not part of the query.
        "#q-sign-time=1;2",
        "#?q-sign-time=1;2",
        "?sign=abc#&q-sign-time=1;2",
    ] {
        assert_eq!(expiry(&format!("{URL}{query}")), None, "{query}");
    }
}

#[test]
fn the_span_s_bounds_are_inclusive() {
    for (query, end) in [
        ("q-sign-time=5;5", 5),
        ("q-sign-time=0;0", 0),
        ("q-sign-time=1;253402300799", 253_402_300_799),
        ("q-sign-time=1;2#fragment", 2),
    ] {
        assert_eq!(expiry(&format!("{URL}?{query}")), Some(end), "{query}");
    }
}

#[test]
fn a_link_carries_the_expiry_and_the_address_untouched() {
    let url = format!("{URL}?sign={}", encoded(&signature()));
    let link = link(reply_with_link(&format!("{url:?}"), &format!("{:?}", crate::support::CHECKSUM)));
    assert_eq!((link.url, link.expires_at_ms), (Some(url), Some(END as f64 * 1000.0)));
}

#[test]
fn a_link_s_debug_output_does_not_show_the_query() {
    let url = format!("{URL}?sign={}", encoded(&signature()));
    let shown = format!("{:?}", link(reply_with_link(&format!("{url:?}"), &format!("{:?}", crate::support::CHECKSUM))));
    assert!(shown.contains(URL) && shown.contains(crate::support::CHECKSUM), "{shown}");
    assert!(!shown.contains(SIGNATURE) && !shown.contains("sign"), "{shown}");
}

#[test]
fn the_head_of_a_download_s_response_is_checked() {
    let whole = Ok(());
    for (status, redirected, encoding, expected) in [
        (200, false, None, whole.clone()),
        (200, false, Some("identity"), whole.clone()),
        (200, false, Some(" Identity "), whole),
        (200, false, Some("gzip"), Err(Error::ContentEncoded)),
        (200, false, Some("br"), Err(Error::ContentEncoded)),
        (200, false, Some("identity, gzip"), Err(Error::ContentEncoded)),
        (206, false, None, Err(Error::Protocol(ProtocolFault::UnaskedPart))),
        (301, false, None, Err(Error::RedirectRefused(RedirectFault::Status(301)))),
        (302, false, None, Err(Error::RedirectRefused(RedirectFault::Status(302)))),
        (200, true, None, Err(Error::RedirectRefused(RedirectFault::Followed))),
        (403, false, None, Err(Error::HttpStatus(403))),
        (401, false, None, Err(Error::HttpStatus(401))),
        (404, false, None, Err(Error::HttpStatus(404))),
        (416, false, None, Err(Error::HttpStatus(416))),
        (500, false, Some("gzip"), Err(Error::HttpStatus(500))),
        (503, false, None, Err(Error::HttpStatus(503))),
    ] {
        assert_eq!(admit_package(status, redirected, encoding), expected, "{status} {redirected} {encoding:?}");
    }
}
