//! Lists and quotas: their requests, their replies with the platform's quirks, and the end of a list by pages.

use crate::support::{PLENTY, TOKEN, relay_route};
use serde_json::{Value, json, to_value};
use wechat_function_link::call::interface::{Interface, Request};
use wechat_function_link::call::machine::{Call, CallEvent, CallStep};
use wechat_function_link::call::record::Record;
use wechat_function_link::call::relay_client::read_response;
use wechat_function_link::call::reply::ReplyBody;
use wechat_function_link::call::request::{AccessToken, BaseUrl};
use wechat_function_link::call::route::Route;
use wechat_function_link::error::Error;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::list::environments::EnvironmentsRequest;
use wechat_function_link::list::functions::{FunctionsRequest, is_last_page};
use wechat_function_link::list::quota::QuotaRequest;

fn record(values: Value) -> Record {
    let mut all = json!({"runtime": {"node": true}, "hasToken": true, "accessToken": TOKEN});
    for (name, value) in values.as_object().expect("an object") {
        all[name] = value.clone();
    }
    Record::read(&all.to_string()).expect("a record")
}

/// The path, the body and what the request concerns.
fn asked<I: Interface>(values: Value) -> Result<(&'static str, Value, String), Error> {
    let (interface, _) = record(values).call::<I>()?;
    let Request { about, path, body, .. } = Request::to_platform(&interface);
    Ok((path, serde_json::from_str(&body).expect("JSON"), about))
}

fn read<I: Interface<Value: serde::Serialize>>(body: Value) -> Result<Value, ProtocolFault> {
    let token = AccessToken::new(TOKEN).expect("a token");
    let reply = ReplyBody::new(body.to_string().into_bytes()).expect("a body").parse(200, &token).expect("a reply");
    I::read(&reply).map(|value| to_value(value).expect("JSON"))
}

fn relayed<I: Interface<Value: serde::Serialize>>(body: Value) -> Option<Value> {
    let response = read_response(200, body.to_string().as_bytes()).expect("an object");
    I::read_relayed(&response, &|_| f64::NAN).map(|value| to_value(value).expect("JSON"))
}

#[test]
fn a_request_has_the_platform_s_path_and_body() {
    let environments = asked::<EnvironmentsRequest>;
    assert_eq!(environments(json!({})), Ok(("/tcb/getenvinfo", json!({}), String::new())));
    let one = ("/tcb/getenvinfo", json!({"env": "e1"}), "environment \"e1\"".to_owned());
    assert_eq!(environments(json!({"env": "e1"})), Ok(one));

    let functions = asked::<FunctionsRequest>;
    let body = json!({"env": "e1", "limit": 100, "offset": 0});
    assert_eq!(functions(json!({"env": "e1"})), Ok(("/tcb/listfunctions", body, "environment \"e1\"".to_owned())));
    let page = functions(json!({"env": "e1", "limit": 7, "offset": 14})).expect("a request");
    assert_eq!(page.1, json!({"env": "e1", "limit": 7, "offset": 14}));

    let quota = asked::<QuotaRequest>;
    let path = "/cgi-bin/openapi/quota/get";
    let about = "interface \"/tcb/downloadfunction\"".to_owned();
    assert_eq!(quota(json!({})), Ok((path, json!({"cgi_path": "/tcb/downloadfunction"}), about)));
    let other = quota(json!({"path": "/tcb/listfunctions"})).expect("a request");
    assert_eq!(other.1, json!({"cgi_path": "/tcb/listfunctions"}));
}

#[test]
fn a_malformed_name_is_refused_before_anything_is_sent() {
    let refused = |error: Option<Error>| error.map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(refused(asked::<FunctionsRequest>(json!({})).err()), "request.env must be a non-empty string");
    for name in ["", "a\nb"] {
        assert!(refused(asked::<FunctionsRequest>(json!({"env": name})).err()).starts_with("env must"), "{name:?}");
        assert!(refused(asked::<EnvironmentsRequest>(json!({"env": name})).err()).starts_with("env must"), "{name:?}");
        assert!(refused(asked::<QuotaRequest>(json!({"path": name})).err()).starts_with("path must"), "{name:?}");
    }
}

#[test]
fn a_relay_is_asked_by_its_own_names_and_not_for_quotas() {
    let body = |body: String| serde_json::from_str::<Value>(&body).expect("JSON");
    let functions = FunctionsRequest { env: "e1".to_owned(), limit: 7, offset: 14 };
    let expected = json!({"env": "e1", "limit": 7, "offset": 14, "authorizerAppid": "wx01"});
    assert_eq!(body(functions.relay_body(Some("wx01"))), expected);
    let environments = EnvironmentsRequest { env: None };
    assert_eq!(body(environments.relay_body(Some("wx01"))), json!({"authorizerAppid": "wx01"}));
    let CallStep::Send(post) = Call::new(&functions, relay_route(), 1).next(CallEvent::Begin, &PLENTY) else {
        panic!("a request")
    };
    assert_eq!(post.url, "https://console.example/relay/functions");

    let relay = json!({"protocol": "https:", "hostname": "console.example", "port": "", "pathname": "/relay"});
    let with_relay = json!({"runtime": {"node": true}, "hasToken": false, "relay": relay});
    let refused = Record::read(&with_relay.to_string()).expect("a record").call::<QuotaRequest>();
    let error = refused.expect_err("a refusal").to_string();
    assert_eq!(error, "options.relay must be left out: a relay has no route for this");
}

#[test]
fn the_token_is_in_the_url_alone() {
    let hosts = vec![BaseUrl::platform()];
    let route = Route::Platform { hosts, token: Some(AccessToken::new(TOKEN).expect("a token")) };
    let mut call = Call::new(&EnvironmentsRequest { env: None }, route, 1);
    let CallStep::Send(post) = call.next(CallEvent::Begin, &PLENTY) else { panic!("a request") };
    assert!(post.url.starts_with("https://api.weixin.qq.com/tcb/getenvinfo?access_token="), "{}", post.url);
    assert_eq!(post.body, "{}");
}

#[test]
fn an_environment_keeps_the_platform_s_texts() {
    let row = json!({
        "env": "e1", "alias": "a", "create_time": "2020-01-01 00:00:00", "update_time": "2021-01-01 00:00:00",
        "status": "HALTED", "package_id": "p", "package_name": "基础版", "more": 1,
    });
    let whole = json!({
        "env": "e1", "alias": "a", "createdAt": "2020-01-01 00:00:00", "updatedAt": "2021-01-01 00:00:00",
        "status": "HALTED", "packageId": "p", "packageName": "基础版",
    });
    let bare = json!({"env": "e2", "alias": "", "status": null, "package_id": 5});
    let read = read::<EnvironmentsRequest>;
    assert_eq!(read(json!({"errcode": 0, "info_list": [row, bare]})), Ok(json!([whole, {"env": "e2"}])));
    assert_eq!(relayed::<EnvironmentsRequest>(json!({"environments": [whole]})), Some(json!([whole])));
    for malformed in
        [json!({}), json!({"environments": {}}), json!({"environments": [{}]}), json!({"environments": [1]})]
    {
        assert_eq!(relayed::<EnvironmentsRequest>(malformed.clone()), None, "{malformed}");
    }
}

#[test]
fn a_list_is_empty_only_where_the_platform_says_so() {
    for (reply, expected) in [
        (json!({"errcode": 0}), Ok(json!([]))),
        (json!({"errcode": 0, "info_list": null}), Ok(json!([]))),
        (json!({"errcode": 0, "info_list": []}), Ok(json!([]))),
        (json!({"info_list": []}), Ok(json!([]))),
        (json!({}), Err(ProtocolFault::NoList)),
        (json!({"info_list": null}), Err(ProtocolFault::NoList)),
        (json!({"errcode": 0, "info_list": {}}), Err(ProtocolFault::List)),
        (json!({"errcode": 0, "info_list": "none"}), Err(ProtocolFault::List)),
        (json!({"errcode": 0, "info_list": [{"alias": "a"}]}), Err(ProtocolFault::Row)),
        (json!({"errcode": 0, "info_list": [{"env": ""}]}), Err(ProtocolFault::Row)),
        (json!({"errcode": 0, "info_list": [{"env": 1}]}), Err(ProtocolFault::Row)),
        (json!({"errcode": 0, "info_list": [{"env": "e1"}, null]}), Err(ProtocolFault::Row)),
    ] {
        assert_eq!(read::<EnvironmentsRequest>(reply.clone()), expected, "{reply}");
    }
}

#[test]
fn a_function_s_quirks_are_read() {
    let one = |row: Value| {
        read::<FunctionsRequest>(json!({"errcode": 0, "functions": [row]})).map(|page| page["functions"][0].clone())
    };
    for (row, expected) in [
        (
            json!({"name": "f", "runtime": "Nodejs18.15", "status": "Active"}),
            json!({"name": "f", "runtime": "Nodejs18.15", "status": "Active"}),
        ),
        (
            json!({"name": "f", "run_time": "Php7", "status": "Active"}),
            json!({"name": "f", "runtime": "Php7", "status": "Active"}),
        ),
        (json!({"name": "f", "runtime": "a", "run_time": "b"}), json!({"name": "f", "runtime": "a", "status": ""})),
        (
            json!({"name": "f", "status": "Active", "mod_time": "2026-01-01 08:00:00", "add_time": "2020-01-01 08:00:00"}),
            json!({"name": "f", "status": "Active", "modTime": "2026-01-01 08:00:00", "addTime": "2020-01-01 08:00:00"}),
        ),
        (
            json!({"name": "f", "status": "CreateFailed", "status_reason": {"errcode": 5, "errmsg": "ResourceNotFound.File"}}),
            json!({"name": "f", "status": "CreateFailed", "statusReason": [{"errcode": 5, "errmsg": "ResourceNotFound.File"}]}),
        ),
        (
            json!({"name": "f", "status": "CreateFailed", "status_reason": [{"errmsg": "a"}, 7, {"errcode": 1}]}),
            json!({"name": "f", "status": "CreateFailed", "statusReason": [{"errmsg": "a"}, {"errcode": 1}]}),
        ),
        (json!({"name": "f", "status": "Active", "status_reason": []}), json!({"name": "f", "status": "Active"})),
        (json!({"name": "f", "status": "Active", "status_reason": "none"}), json!({"name": "f", "status": "Active"})),
    ] {
        assert_eq!(one(row.clone()), Ok(expected), "{row}");
    }
    assert_eq!(one(json!({"status": "Active"})), Err(ProtocolFault::Row));
    let leaking =
        one(json!({"name": "f", "status_reason": {"errmsg": format!("token {TOKEN} is bad")}})).expect("a row");
    assert!(!leaking.to_string().contains(TOKEN), "{leaking}");
}

#[test]
fn a_page_has_the_platform_s_count_where_that_is_one() {
    let count = |count: Value| {
        let reply = json!({"errcode": 0, "functions": [], "total_count": count});
        read::<FunctionsRequest>(reply).expect("a page").get("totalCount").cloned()
    };
    assert_eq!([count(json!(3)), count(json!(0)), count(json!(3.0))], [3, 0, 3].map(|count| Some(json!(count))));
    for odd in [json!(null), json!("3"), json!(-1), json!(1.5)] {
        assert_eq!(count(odd.clone()), None, "{odd}");
    }
    let page =
        json!({"functions": [{"name": "f", "status": "Active", "statusReason": [{"errcode": 1}]}], "totalCount": 1});
    assert_eq!(relayed::<FunctionsRequest>(page.clone()), Some(page));
    assert_eq!(relayed::<FunctionsRequest>(json!({"functions": [{"status": "Active"}]})), None);
}

#[test]
fn a_list_ends_by_names_and_never_by_rows() {
    for (fresh, distinct, total, ends) in [
        (0, 0, None, true),
        (0, 5, Some(9), true),
        (2, 2, None, false),
        (2, 4, Some(4), true),
        // A page repeated a function: four rows, three names.
        (1, 3, Some(4), false),
        (3, 5, Some(4), false),
    ] {
        assert_eq!(is_last_page(fresh, distinct, total), ends, "{fresh} {distinct} {total:?}");
    }
}

#[test]
fn a_quota_is_whole_or_none() {
    let quota = json!({"daily_limit": 1000, "used": 5, "remain": 995});
    let rate = json!({"call_count": 10, "refresh_second": 60});
    let written = json!({"dailyLimit": 1000, "used": 5, "remain": 995});
    let read = read::<QuotaRequest>;
    assert_eq!(read(json!({"errcode": 0, "quota": quota})), Ok(written.clone()));
    assert_eq!(read(json!({"quota": quota, "rate_limit": {"call_count": 10}})), Ok(written));
    let whole = read(json!({"errcode": 0, "quota": quota, "rate_limit": rate, "component_rate_limit": rate}));
    let rate = json!({"callCount": 10, "refreshSeconds": 60});
    let expected = json!({"dailyLimit": 1000, "used": 5, "remain": 995, "rateLimit": rate, "componentRateLimit": rate});
    assert_eq!(whole, Ok(expected));
    for malformed in [json!({"errcode": 0}), json!({"quota": []}), json!({"quota": {"daily_limit": 1, "used": 2}})] {
        assert_eq!(read(malformed.clone()), Err(ProtocolFault::Quota), "{malformed}");
    }
}
