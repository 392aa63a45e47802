//! A reply whose errcode is not 0: its rid, its advice, and redaction.
#![allow(clippy::expect_used)]

use crate::support::{ENCODED_TOKEN, SIGNATURE, TOKEN, platform_error};
use wechat_function_link::call::interface::Interface;
use wechat_function_link::error::Error;
use wechat_function_link::error::report::Report;
use wechat_function_link::link::subject::Subject;

const RID: &str = "5f9a1b2c-0d1e2f3a-4b5c6d7e";

fn reply(errmsg: &str) -> String {
    serde_json::json!({ "errcode": 40014, "errmsg": errmsg }).to_string()
}

fn rid(errmsg: &str) -> Option<String> {
    platform_error(reply(errmsg)).rid
}

#[test]
fn the_rid_is_found_whatever_separates_it() {
    for errmsg in [
        format!("invalid access_token rid: {RID}"),
        format!("invalid access_token, rid: {RID}"),
        format!("invalid access_token,rid:{RID}"),
        format!("invalid access_token rid:{RID}"),
        format!("invalid access_token rid = {RID}"),
        format!("invalid access_token rid={RID}"),
        format!("invalid access_token rid {RID}"),
        format!("invalid access_token\nrid:\t{RID}"),
        format!("无效 rid：{RID}"),
        format!("系统错误rid: {RID}"),
        format!("invalid access_token (rid: {RID})"),
        format!("invalid access_token [rid: {RID}] "),
        format!("rid: {RID}"),
        format!("rid: {RID}."),
        format!("rid: 00000000-00000000-00000000 rid: {RID}"),
        format!("invalid grid rid: {RID}"),
        format!("rid: {RID}, hint: [look at the grid]"),
        format!("invalid access_token, hint: [abc.def 1] rid: {RID}"),
        format!("invalid access_token rid:[{RID}]"),
        format!("invalid access_token rid: [{RID}], more details at https://mmbizurl.cn/s/x"),
        format!("invalid access_token, hints: [ req_id: {RID} ]"),
        format!("api unauthorized req_id={RID}"),
        format!("rid: {RID}, hints: [ req_id: dIaOLa0186s154 ]"),
    ] {
        assert_eq!(rid(&errmsg).as_deref(), Some(RID), "{errmsg:?}");
    }
    let underscored = RID.replace('-', "_");
    assert_eq!(rid(&format!("bad rid: {underscored}")), Some(underscored));
}

#[test]
fn an_errmsg_without_a_rid_has_none() {
    for errmsg in [
        "",
        "ok",
        "invalid access_token",
        "rid",
        "rid:",
        "rid: ",
        "rid: 1234567",
        &format!("rid: {}", "a".repeat(65)),
        "a ridiculously long errmsg",
        &format!("grid: {RID}"),
        &format!("request_rid: {RID}"),
        "rid: required_value",
        &format!("my_req_id: {RID}"),
    ] {
        assert_eq!(rid(errmsg), None, "{errmsg:?}");
    }
}

#[test]
fn the_hint_stays_in_the_errmsg() {
    let errmsg = format!("invalid credential, access_token is invalid or not latest, hint: [Tf1a0a0583 ] rid: {RID}");
    let platform = platform_error(reply(&errmsg));
    assert_eq!((platform.errmsg.as_str(), platform.rid.as_deref()), (errmsg.as_str(), Some(RID)));
    let message = Error::Platform(Box::new(platform)).to_string();
    assert!(message.ends_with(&errmsg), "{message}");
}

/// Every text of an error that a person or a log could show.
fn everything_shown(errmsg: &str) -> (String, String) {
    let error = Error::Platform(Box::new(platform_error(reply(errmsg))));
    let subject = Subject { env: "test-777bb9".to_owned(), function_name: "login".to_owned() };
    let report = Report::new(&error, &subject.about(), Some(1), None);
    let json = serde_json::to_string(&report).expect("a report is JSON");
    (format!("{error}\n{error:?}\n{report:?}\n{json}"), report.errmsg.unwrap_or_default())
}

#[test]
fn what_the_errmsg_echoes_of_the_call_is_redacted_in_the_error_and_its_report() {
    let signed = format!("https://b.cos.r.myqcloud.com/f.zip?sign=q-signature%3D{SIGNATURE}");
    let sent = format!("https://api.weixin.qq.com/tcb/downloadfunction?access_token={ENCODED_TOKEN}");
    for (errmsg, redacted) in [
        (format!("invalid access_token {TOKEN}"), "invalid access_token [redacted]".to_owned()),
        (format!("invalid {ENCODED_TOKEN} rid: {RID}"), format!("invalid [redacted] rid: {RID}")),
        (format!("access_token={TOKEN}&env=e"), "access_token=[redacted]&env=e".to_owned()),
        (format!("no {signed} rid: {RID}"), format!("no https://b.cos.r.myqcloud.com/f.zip?[redacted] rid: {RID}")),
        (
            format!("bad call {sent}, {sent}&more={SIGNATURE} end"),
            "bad call https://api.weixin.qq.com/tcb/downloadfunction?[redacted] \
             https://api.weixin.qq.com/tcb/downloadfunction?[redacted] end"
                .to_owned(),
        ),
        (
            format!("{sent}&token={TOKEN}&key={SIGNATURE}"),
            "https://api.weixin.qq.com/tcb/downloadfunction?[redacted]".to_owned(),
        ),
    ] {
        let (shown, kept) = everything_shown(&errmsg);
        assert_eq!(kept, redacted);
        for canary in [TOKEN, ENCODED_TOKEN, "canary", SIGNATURE] {
            assert!(!shown.contains(canary), "{canary} in {shown}");
        }
        assert!(shown.contains("[redacted]") && shown.contains("40014"), "{shown}");
    }
}

#[test]
fn a_token_in_the_place_of_the_rid_is_no_rid() {
    assert_eq!(rid(&format!("rid: {TOKEN}")), None);
}

#[test]
fn a_message_is_one_short_line_however_long_the_errmsg_is() {
    let errmsg = format!("line\r\n\u{0}{}", "x".repeat(100_000));
    let platform = platform_error(reply(&errmsg));
    assert_eq!(platform.errmsg, errmsg);
    let message = Error::Platform(Box::new(platform)).to_string();
    assert!(message.len() < 500 && !message.contains(char::is_control), "{message}");
}

#[test]
fn the_name_is_said_once() {
    for (errmsg, message) in [
        ("", "the platform answered errcode 40014, invalid access_token"),
        ("invalid access_token", "the platform answered errcode 40014, invalid access_token"),
        ("invalid access_token hint", "the platform answered errcode 40014, invalid access_token hint"),
        ("not yours", "the platform answered errcode 40014, invalid access_token: not yours"),
    ] {
        assert_eq!(Error::Platform(Box::new(platform_error(reply(errmsg)))).to_string(), message);
    }
}

#[test]
fn a_message_holds_the_rid_once() {
    for errmsg in [
        format!("invalid access_token rid: {RID}"),
        format!("invalid access_token rid: {RID}, more at https://mmbizurl.cn/s/x"),
        format!("invalid access_token rid: {RID} rid: {RID}"),
        format!("invalid access_token rid: {RID}, hint: [{RID}], rid={RID}"),
    ] {
        let platform = platform_error(reply(&errmsg));
        assert_eq!(platform.errmsg, errmsg);
        let message = Error::Platform(Box::new(platform)).to_string();
        assert_eq!(message.matches(RID).count(), 1, "{message}");
    }
}
