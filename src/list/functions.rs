//! The interface of an environment's functions, `POST /tcb/listfunctions`, by pages.

use serde::Serialize;

use super::rows::{read_all, read_rows, text};
use crate::call::interface::Interface;
use crate::call::record::Record;
use crate::call::relay_request::Action;
use crate::call::reply::PlatformReply;
use crate::call::request::name;
use crate::defaults::PAGE_SIZE;
use crate::error::Error;
use crate::error::protocol::ProtocolFault;
use crate::error::redact::redact;
use crate::parse::json::{Json, Object};

/// A request for one page of an environment's functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionsRequest {
    /// The id of the environment whose functions are listed.
    pub env: String,
    /// The most rows of the page.
    pub limit: u32,
    /// The number of rows before it.
    pub offset: u32,
}

/// A function, by the names of JavaScript's `FunctionInfo`. Its texts are the platform's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionInfo {
    /// The function's name, which a request for its link takes. Never empty.
    pub name: String,
    /// The runtime, for example `Nodejs18.15`; absent where the platform sent none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// `Active`, or why the function cannot run; empty where the platform sent none.
    pub status: String,
    /// The platform's reasons for that status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<Vec<StatusReason>>,
    /// When it was changed, as the platform wrote it: `YYYY-MM-DD HH:MM:SS` without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mod_time: Option<String>,
    /// When it was made, as the platform wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_time: Option<String>,
}

/// One reason of a function's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusReason {
    /// The platform's errcode; absent where the reason has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errcode: Option<i64>,
    /// The platform's text, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errmsg: Option<String>,
}

/// One page of functions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionPage {
    /// The page's rows, in the platform's order, repeated ones included.
    pub functions: Vec<FunctionInfo>,
    /// What the platform says of the number of all rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<u64>,
}

/// Whether a list of functions ends with this page. `fresh` is the number of names that no earlier page had, `distinct` that of
/// all names so far.
///
/// Pages may repeat a function: where rows were counted instead of names, the list would lose another one.
pub fn is_last_page(fresh: u32, distinct: u64, total_count: Option<u64>) -> bool {
    fresh == 0 || total_count == Some(distinct)
}

/// The names of a row's members that the platform and a relay write differently.
type Names = [&'static str; 4];
const PLATFORM: Names = ["run_time", "status_reason", "mod_time", "add_time"];
const RELAY: Names = ["runtime", "statusReason", "modTime", "addTime"];

fn row(
    row: &Object,
    [runtime, reason, mod_time, add_time]: Names,
    redacted: &dyn Fn(&str) -> String,
) -> Option<FunctionInfo> {
    Some(FunctionInfo {
        name: text(row, "name")?,
        // The platform's page has `run_time` in its table and `runtime` in its sample.
        runtime: text(row, "runtime").or_else(|| text(row, runtime)),
        status: text(row, "status").unwrap_or_default(),
        status_reason: row.get(reason).and_then(|reason| reasons(reason, redacted)),
        mod_time: text(row, mod_time),
        add_time: text(row, add_time),
    })
}

/// Reads reasons: an array, or a lone object. Anything else, and an empty array, is none.
fn reasons(json: &Json, redacted: &dyn Fn(&str) -> String) -> Option<Vec<StatusReason>> {
    let reason = |reason: &Json| match reason {
        Json::Object(reason) => {
            Some(StatusReason { errcode: reason.integer("errcode"), errmsg: reason.text("errmsg").map(redacted) })
        }
        _ => None,
    };
    let reasons: Vec<_> = match json {
        Json::Array(reasons) => reasons.iter().filter_map(reason).collect(),
        lone => reason(lone).into_iter().collect(),
    };
    Some(reasons).filter(|reasons| !reasons.is_empty())
}

fn total_count(object: &Object, name: &str) -> Option<u64> {
    object.integer(name).and_then(|count| u64::try_from(count).ok())
}

impl Interface for FunctionsRequest {
    type Value = FunctionPage;
    const PATH: &'static str = "/tcb/listfunctions";
    const ACTION: Option<Action> = Some(Action::Functions);

    fn from_record(record: &Record) -> Result<FunctionsRequest, Error> {
        let number = |name| record.values().integer(name).and_then(|number| u32::try_from(number).ok());
        Ok(FunctionsRequest {
            env: name(record.required("env")?, "env")?,
            limit: number("limit").unwrap_or(PAGE_SIZE),
            offset: number("offset").unwrap_or(0),
        })
    }

    fn about(&self) -> String {
        format!("environment \"{}\"", self.env)
    }

    fn body(&self) -> String {
        self.relay_body(None)
    }

    fn relay_body(&self, authorizer_appid: Option<&str>) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            env: &'a str,
            limit: u32,
            offset: u32,
            #[serde(skip_serializing_if = "Option::is_none")]
            authorizer_appid: Option<&'a str>,
        }
        let Self { env, limit, offset } = self;
        // Strings and numbers always serialize.
        serde_json::to_string(&Body { env, limit: *limit, offset: *offset, authorizer_appid }).unwrap_or_default()
    }

    fn read(reply: &PlatformReply) -> Result<FunctionPage, ProtocolFault> {
        let functions = read_rows(reply, "functions", |object| row(object, PLATFORM, &|text| reply.redacted(text)))?;
        Ok(FunctionPage { functions, total_count: total_count(&reply.object, "total_count") })
    }

    fn read_relayed(response: &Object, _: &dyn Fn(&str) -> f64) -> Option<FunctionPage> {
        let functions = read_all(response.array("functions")?, |object| row(object, RELAY, &|text| redact(text, "")))?;
        Some(FunctionPage { functions, total_count: total_count(response, "totalCount") })
    }
}
