//! The hosts that a package may come from.
#![allow(clippy::unwrap_used)]

use crate::support::{host_fault, parts};
use wechat_function_link::download::allowed_hosts::AllowedHosts;
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::peer::Peer;
use wechat_function_link::error::refusal::{HostFault, HostRule};
use wechat_function_link::error::report::Report;
use wechat_function_link::parse::url::UrlParts;

const COS: &str = "bucket.cos.ap-shanghai.myqcloud.com";

fn rule(patterns: &[&str]) -> Result<AllowedHosts, Error> {
    AllowedHosts::new(&patterns.iter().map(|pattern| (*pattern).to_owned()).collect::<Vec<_>>())
}

fn refusal(rule: &AllowedHosts, url: &UrlParts) -> HostFault {
    rule.admit(url).unwrap_err()
}

#[test]
fn the_platform_s_storage_hosts_are_allowed() {
    for host in [COS, "a.myqcloud.com", "a.b.myqcloud.com", "bucket.cos.ap-guangzhou.tencentcos.cn"] {
        assert_eq!(AllowedHosts::default().admit(&parts("https:", host)), Ok(()), "{host}");
    }
}

/// Row 40: `evilmyqcloud.com`, user info, odd port, trailing dot, punycode.
#[test]
fn hosts_that_look_alike_are_refused() {
    let hosts = [
        "evilmyqcloud.com",
        "evil-myqcloud.com",
        "myqcloud.com",
        "tencentcos.cn",
        "eviltencentcos.cn",
        "bucket.tencentcos.com",
        "bucket.myqcloud.com.",
        "myqcloud.com.evil.example",
        "bucket.myqcloud.com.evil.example",
        "bucket.myqcloud.cn",
        "bucket.xn--myqclud-e0a.com",
        "bucket.xn--myqcloud-9m0f.com",
        "localhost",
        "",
    ];
    for host in hosts {
        let fault = refusal(&AllowedHosts::default(), &parts("https:", host));
        assert_eq!(fault, host_fault(HostRule::Host, host));
    }
}

#[test]
fn user_info_and_odd_ports_are_refused() {
    let with_user_info = UrlParts { has_credentials: true, ..parts("https:", COS) };
    assert_eq!(refusal(&AllowedHosts::default(), &with_user_info), host_fault(HostRule::Credentials, COS));
    for port in ["80", "8443", "444", "1"] {
        let url = UrlParts { port: port.to_owned(), ..parts("https:", COS) };
        assert_eq!(refusal(&AllowedHosts::default(), &url), host_fault(HostRule::Port, COS), "{port}");
    }
}

/// Row 41: `http:`, `file:`, `data:`, IP literals in any spelling. The runtime's parser brings every spelling of an IPv4
/// address (`0x7f000001`, `2130706433`, `127.1`, `0177.0.0.1`) to the dotted one.
#[test]
fn schemes_and_addresses_are_refused() {
    for (protocol, host) in [
        ("http:", COS),
        ("http:", "evil.example"),
        ("file:", ""),
        ("file:", COS),
        ("data:", ""),
        ("blob:", ""),
        ("javascript:", ""),
        ("ftp:", COS),
        ("ws:", COS),
        ("wss:", COS),
        ("https", COS),
    ] {
        let fault = refusal(&AllowedHosts::default(), &parts(protocol, host));
        assert_eq!(fault, host_fault(HostRule::Scheme, host), "{protocol}//{host}");
    }
    for address in ["127.0.0.1", "10.0.0.1", "169.254.0.23", "0.0.0.0", "[::1]", "[::ffff:a00:1]", "[fd00::1]"] {
        let fault = refusal(&AllowedHosts::default(), &parts("https:", address));
        assert_eq!(fault, host_fault(HostRule::Host, address));
    }
    // The message suggests allowedHosts.
    for host in ["127.0.0.1", "localhost"] {
        let fault = refusal(&AllowedHosts::default(), &parts("http:", host));
        assert_eq!(fault, host_fault(HostRule::Host, host));
    }
}

#[test]
fn loopback_needs_to_be_named_and_may_then_use_http_and_any_port() {
    for host in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"] {
        let own = rule(&[host]).unwrap();
        for protocol in ["http:", "https:"] {
            for port in ["", "8080"] {
                let url = UrlParts { port: port.to_owned(), ..parts(protocol, host) };
                assert_eq!(own.admit(&url), Ok(()), "{protocol}//{host}:{port}");
                assert!(AllowedHosts::default().admit(&url).is_err(), "{protocol}//{host}:{port} by default");
            }
        }
        let with_user_info = UrlParts { has_credentials: true, ..parts("http:", host) };
        assert_eq!(refusal(&own, &with_user_info), host_fault(HostRule::Credentials, host));
        assert_eq!(refusal(&own, &parts("ftp:", host)), host_fault(HostRule::Scheme, host));
    }
}

#[test]
fn a_named_host_that_is_not_loopback_stays_https_on_the_default_port() {
    let rule = rule(&["storage.example", "10.0.0.1", "*.localhost"]).unwrap();
    for host in ["storage.example", "10.0.0.1", "a.localhost"] {
        assert_eq!(rule.admit(&parts("https:", host)), Ok(()), "{host}");
        assert_eq!(refusal(&rule, &parts("http:", host)), host_fault(HostRule::Scheme, host));
        let url = UrlParts { port: "8443".to_owned(), ..parts("https:", host) };
        assert_eq!(refusal(&rule, &url), host_fault(HostRule::Port, host));
    }
}

#[test]
fn patterns_are_exact_names_or_a_star_and_a_domain() {
    for (pattern, host, allowed) in [
        ("storage.example", "storage.example", true),
        ("STORAGE.Example", "storage.example", true),
        ("*.Storage.EXAMPLE", "a.storage.example", true),
        ("storage.example", "a.storage.example", false),
        ("storage.example", "xstorage.example", false),
        ("*.storage.example", "a.storage.example", true),
        ("*.storage.example", "a.b.storage.example", true),
        ("*.storage.example", "storage.example", false),
        ("*.storage.example", ".storage.example", false),
        ("*.storage.example", "xstorage.example", false),
    ] {
        let admitted = rule(&[pattern]).unwrap().admit(&parts("https:", host)).is_ok();
        assert_eq!(admitted, allowed, "{pattern} and {host}");
    }
}

#[test]
fn an_empty_list_allows_nothing() {
    assert!(rule(&[]).unwrap().admit(&parts("https:", COS)).is_err());
}

#[test]
fn malformed_patterns_are_invalid_arguments() {
    for pattern in [
        "",
        "*",
        "*.",
        "*.*",
        "**.example",
        "a.*.example",
        "*example",
        "storage.example:8443",
        "https://storage.example",
        "storage.example/path",
        "user@storage.example",
        "storage example",
        "storage.example\n",
        "::1",
        "[::1]:8080",
        "b\u{fc}cher.example",
    ] {
        let error = rule(&["storage.example", pattern]).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{pattern:?}");
    }
}

#[test]
fn a_loopback_base_url_allows_its_own_origin() {
    let base = UrlParts { port: "8080".to_owned(), ..parts("http:", "127.0.0.1") };
    let hosts = AllowedHosts::beside(&base);
    assert_eq!(hosts.admit(&base), Ok(()));
    assert_eq!(hosts.admit(&parts("https:", COS)), Ok(()));
    for other in [
        UrlParts { port: "8081".to_owned(), ..base.clone() },
        UrlParts { protocol: "https:".to_owned(), ..base.clone() },
        UrlParts { hostname: "127.0.0.2".to_owned(), ..base.clone() },
        UrlParts { has_credentials: true, ..base.clone() },
    ] {
        assert!(hosts.admit(&other).is_err(), "{other:?}");
    }
    for elsewhere in [UrlParts::default(), parts("https:", "gateway.example")] {
        assert_eq!(AllowedHosts::beside(&elsewhere), AllowedHosts::default());
    }
}

#[test]
fn a_refusal_names_the_reason_and_the_host_and_what_helps() {
    for (rule, host, words, advice) in [
        (HostRule::Unparsable, "", "it is not a URL", "Do not fetch it"),
        (HostRule::Scheme, COS, "it is not https (host bucket.cos.ap-shanghai.myqcloud.com)", "Do not fetch it"),
        (HostRule::Scheme, "", "it is not https", "Do not fetch it"),
        (HostRule::Credentials, "e.example", "it holds a user name or a password (host e.example)", "Do not fetch it"),
        (HostRule::Port, "e.example", "it names a port that is not https's own (host e.example)", "Do not fetch it"),
        (HostRule::Host, "e.example", "its host e.example is not in allowedHosts", "add e.example to allowedHosts"),
        (HostRule::Withheld, "", "the relay's allowedHosts do not allow it", "Ask the relay's operator"),
    ] {
        let error = Error::HostRefused(Box::new(host_fault(rule, host)));
        assert_eq!(error.to_string(), format!("the download's address was refused: {words}"));
        let report = Report::new(&error, "", None, Some(Peer::Storage));
        assert_eq!((report.code, report.retryable, report.peer), ("HOST_REFUSED", false, Some("storage")));
        assert!(report.advice.contains(advice), "{}", report.advice);
    }
}
