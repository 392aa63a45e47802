//! The record that intake makes of a caller's request and options, and the checks of its values.

use crate::support::{PLENTY, subject, url_parts};
use serde_json::{Value, json};
use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::machine::{Call, CallEvent, CallStep};
use wechat_function_link::call::record::Record;
use wechat_function_link::checksum::engine::Engine;
use wechat_function_link::defaults::{MAX_ATTEMPTS, MAX_BYTES};
use wechat_function_link::download::allowed_hosts::AllowedHosts;
use wechat_function_link::download::settings::Settings;
use wechat_function_link::error::Error;
use wechat_function_link::link::subject::Subject;

/// A URL as intake writes it.
fn url(text: &str) -> Value {
    let parts = url_parts(text).expect("a URL");
    json!({
        "protocol": parts.protocol, "hostname": parts.hostname, "port": parts.port, "pathname": parts.pathname,
        "hasCredentials": parts.has_credentials, "hasQueryOrFragment": parts.has_query_or_fragment,
    })
}

/// A record with a fixed token in a server's runtime, overlaid by these values. `null` removes one.
fn record(over: Value) -> Result<Record, Error> {
    let mut record = json!({
        "runtime": {"node": true}, "hasToken": true, "accessToken": "a", "env": "test-777bb9", "functionName": "login",
    });
    for (name, value) in over.as_object().expect("an object") {
        record[name] = value.clone();
        if value.is_null() {
            record.as_object_mut().expect("an object").remove(name);
        }
    }
    Record::read(&record.to_string())
}

fn call(over: Value) -> Result<Call, Error> {
    record(over)?.call::<Subject>().map(|(_, call)| call)
}

/// A record with a relay and without a token.
fn relayed(over: Value) -> Result<Call, Error> {
    let mut all = json!({"relay": url("https://console.example/relay"), "hasToken": false, "accessToken": null});
    for (name, value) in over.as_object().expect("an object") {
        all[name] = value.clone();
    }
    call(all)
}

/// The URL of the first request, and its body.
fn first(mut call: Call) -> (String, String) {
    match call.next(CallEvent::Begin, &PLENTY) {
        CallStep::Send(post) => (post.url, post.body),
        step => panic!("{step:?} is no request"),
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::InvalidArgument(what)) => what,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

#[test]
fn what_intake_refused_is_refused() {
    assert_eq!(
        refused(record(json!({"refused": "options.timeoutMs must be a number"}))),
        "options.timeoutMs must be a number"
    );
    assert!(record(json!({"refused": null})).is_ok());
    for text in ["", "[]", "null", "{", &"{\"a\":".repeat(200)] {
        assert_eq!(refused(Record::read(text)), "request and options nest too deep", "{text}");
    }
}

#[test]
fn a_token_in_a_browser_is_the_first_error() {
    let browser = json!({"pageOrWorker": true});
    for more in
        [json!({}), json!({"refused": "request.env must be a string"}), json!({"relay": url("https://a.example/")})]
    {
        let mut over = json!({"runtime": browser});
        for (name, value) in more.as_object().expect("an object") {
            over[name] = value.clone();
        }
        assert_eq!(record(over), Err(Error::ServerSideOnly), "{more}");
    }
    // A provider counts as a token. A browser without a token is allowed.
    let provider = json!({"runtime": browser, "accessToken": null, "isProvided": true});
    assert_eq!(record(provider), Err(Error::ServerSideOnly));
    assert!(relayed(json!({"runtime": browser})).is_ok());
    assert!(record(json!({"runtime": {"node": true, "pageOrWorker": true}})).is_ok());
    assert_eq!(refused(record(json!({"runtime": browser, "hasToken": false, "refused": "x"}))), "x");
}

#[test]
fn a_token_is_a_text_or_a_provider() {
    assert!(first(call(json!({})).expect("a call")).0.ends_with("?access_token=a"));
    let mut provided = call(json!({"accessToken": null, "isProvided": true})).expect("a call");
    assert_eq!(provided.next(CallEvent::Begin, &PLENTY), CallStep::Token(None));
    for over in [json!({"accessToken": null}), json!({"accessToken": null, "isProvided": false})] {
        assert_eq!(refused(call(over)), "request.accessToken must be a non-empty string");
    }
    assert_eq!(refused(call(json!({"accessToken": ""}))), "accessToken must be a non-empty string");
    assert_eq!(refused(call(json!({"accessToken": "a\nb"}))), "accessToken must not hold control characters");
}

#[test]
fn a_function_is_named_by_two_texts() {
    assert_eq!(call(json!({})).expect("a call").about(), subject().about());
    for name in ["env", "functionName"] {
        let mut missing = json!({});
        missing[name] = Value::Null;
        assert_eq!(refused(call(missing)), format!("request.{name} must be a non-empty string"));
        for (value, what) in [("", "be a non-empty string"), ("a\u{7f}", "not hold control characters")] {
            let mut odd = json!({});
            odd[name] = value.into();
            assert_eq!(refused(call(odd)), format!("{name} must {what}"));
        }
    }
}

#[test]
fn an_appid_is_left_out_or_has_1_to_64_bytes() {
    // Chinese characters take three bytes each.
    for (appid, is_refused) in [("wx", false), (&"a".repeat(64), false), (&"a".repeat(65), true)].into_iter().chain([
        (&*"商".repeat(21), false),
        (&*"商".repeat(22), true),
        (&*("商".repeat(21) + "é"), true),
    ]) {
        for result in [call(json!({"authorizerAppid": appid})), relayed(json!({"authorizerAppid": appid}))] {
            assert_eq!(result.is_err(), is_refused, "{appid}");
            if is_refused {
                assert_eq!(refused(result), "authorizerAppid must have at most 64 bytes");
            }
        }
    }
    let empty = refused(call(json!({"authorizerAppid": ""})));
    assert_eq!(empty, "request.authorizerAppid must be a non-empty string, where it is given");
}

#[test]
fn a_relay_takes_the_token_s_place() {
    let body = r#"{"env":"test-777bb9","functionName":"login"}"#;
    let (url_of, body_sent) = first(relayed(json!({})).expect("a call"));
    assert_eq!((url_of.as_str(), body_sent.as_str()), ("https://console.example/relay/link", body));
    let named = first(relayed(json!({"authorizerAppid": "wx01"})).expect("a call")).1;
    assert_eq!(named, body.replace('}', r#","authorizerAppid":"wx01"}"#));
    let both = "request.accessToken must be left out where options.relay is given: the relay holds the token";
    assert_eq!(refused(relayed(json!({"hasToken": true, "accessToken": "a"}))), both);
    assert_eq!(refused(relayed(json!({"hasToken": true, "isProvided": true}))), both);
    // With a relay, options for the platform's hosts do not matter.
    assert!(relayed(json!({"baseUrl": url("http://other.example/")})).is_ok());
}

#[test]
fn a_relay_s_address_is_judged_beside_the_page_s() {
    let page = url("http://console.intranet:8000/index.html");
    for (address, page, is_sound) in [
        ("http://console.intranet:8000/relay", page.clone(), true),
        ("http://127.0.0.1:8000/relay", page, false),
        ("http://127.0.0.1:8000/relay", Value::Null, true),
        ("http://console.intranet:8000/relay", Value::Null, false),
    ] {
        let result = relayed(json!({"relay": url(address), "page": page}));
        assert_eq!(result.is_ok(), is_sound, "{address}");
        if !is_sound {
            assert!(refused(result).starts_with("options.relay must be https or of the page's own origin"));
        }
    }
}

#[test]
fn base_urls_are_the_platform_s_or_https_or_loopback() {
    for (base, expected) in [
        (Value::Null, Some("https://api.weixin.qq.com/tcb/")),
        (url("https://gateway.example/wx/"), Some("https://gateway.example/wx/tcb/")),
        (url("http://127.0.0.1:8000"), Some("http://127.0.0.1:8000/tcb/")),
        (url("http://gateway.example/"), None),
        (url("https://user@gateway.example/"), None),
        (url("https://gateway.example/?a"), None),
    ] {
        let over = json!({"baseUrl": base, "fallbackBaseUrls": [url("https://two.example/")]});
        match (call(over), expected) {
            (Ok(call), Some(expected)) => assert!(first(call).0.starts_with(expected), "{expected}"),
            (result, None) => assert!(refused(result).starts_with("options.baseUrl must "), "{base}"),
            (result, _) => panic!("{result:?} for {base}"),
        }
    }
}

#[test]
fn fallbacks_follow_the_base_url_in_their_order() {
    use wechat_function_link::call::response::Outcome;
    use wechat_function_link::error::network::NetworkFault;
    let fallbacks = json!([url("https://two.example/"), url("http://localhost:3000/three")]);
    let mut call = call(json!({"fallbackBaseUrls": fallbacks, "maxAttempts": 9})).expect("a call");
    let mut event = CallEvent::Begin;
    for host in ["https://api.weixin.qq.com/", "https://two.example/", "http://localhost:3000/three/", "https://api."] {
        let CallStep::Send(post) = call.next(event, &PLENTY) else { panic!("a request to {host}") };
        assert!(post.url.starts_with(host), "{host}");
        call.sending();
        let refused = Outcome::Unreachable { fault: NetworkFault::Refused, stale_connection: false };
        call.next(CallEvent::Sent(refused), &PLENTY);
        event = CallEvent::Waited;
    }
    let odd = json!({"fallbackBaseUrls": [url("https://two.example/"), url("http://three.example/")]});
    let odd = refused(self::call(odd));
    assert_eq!(odd, "options.fallbackBaseUrls must be https, or http on a loopback host");
}

#[test]
fn attempts_are_as_many_as_were_given_or_the_default() {
    for (given, expected) in
        [(json!(1), 1), (json!(7), 7), (json!(4_294_967_295_u32), u32::MAX), (Value::Null, MAX_ATTEMPTS)]
    {
        assert_eq!(call(json!({"maxAttempts": given})).expect("a call").max_attempts(), expected);
    }
}

#[test]
fn a_download_s_settings_have_the_defaults() {
    let settings = |over| Settings::read(&record(over).expect("a record"));
    let plain = Settings {
        allowed_hosts: AllowedHosts::default(),
        max_bytes: MAX_BYTES,
        engine: Engine::Auto,
        can_begin_again: true,
        to_file: false,
        has_on_start: false,
    };
    assert_eq!(settings(json!({})), Ok(plain.clone()));
    let hosts = ["*.example".to_owned(), "localhost".to_owned()];
    let over = json!({"allowedHosts": hosts, "maxBytes": 5.0, "engine": "wasm", "toStream": true, "toFile": true, "hasOnStart": true});
    let given = Settings {
        allowed_hosts: AllowedHosts::new(&hosts).expect("patterns"),
        max_bytes: 5,
        engine: Engine::Wasm,
        can_begin_again: false,
        to_file: true,
        has_on_start: true,
    };
    assert_eq!(settings(over), Ok(given));
    // An empty list allows no host, and does not mean the default.
    assert_ne!(settings(json!({"allowedHosts": []})), Ok(plain.clone()));
    assert_eq!(settings(json!({"toStream": false, "hasOnStart": false, "maxBytes": MAX_BYTES})), Ok(plain));
    assert!(refused(settings(json!({"allowedHosts": ["a:443"]}))).starts_with("allowedHosts must hold host names"));
    assert_eq!(refused(settings(json!({"engine": "fast"}))), "options.engine must be \"auto\", \"wasm\" or \"host\"");
}

#[test]
fn the_other_values_are_read_as_they_stand() {
    let plain = record(json!({})).expect("a record");
    assert_eq!((plain.checksum(), plain.has_on_progress(), plain.keeps_requests_apart()), ("", false, false));
    let given = json!({"checksum": "abc", "hasOnProgress": true, "runtime": {"edge": true, "pageOrWorker": true}});
    let given = record(given).expect("a record");
    assert_eq!((given.checksum(), given.has_on_progress(), given.keeps_requests_apart()), ("abc", true, true));
}
