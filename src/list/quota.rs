//! The interface of what is left of an interface's quota, `POST /cgi-bin/openapi/quota/get`.

use serde::Serialize;

use crate::call::interface::Interface;
use crate::call::record::Record;
use crate::call::relay_request::Action;
use crate::call::reply::PlatformReply;
use crate::call::request::name;
use crate::error::Error;
use crate::error::protocol::ProtocolFault;
use crate::link::subject::Subject;
use crate::parse::json::Object;

/// A request for the quota of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRequest {
    /// The interface's path, for example `/tcb/downloadfunction`.
    pub path: String,
}

/// The calls of an interface today, by the names of JavaScript's `Quota`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    /// The calls allowed a day.
    pub daily_limit: i64,
    /// The calls made today.
    pub used: i64,
    /// The calls left today.
    pub remain: i64,
    /// The calls allowed in a shorter time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<QuotaRate>,
    /// The same, on behalf of all merchants of a third-party platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component_rate_limit: Option<QuotaRate>,
}

/// Calls allowed in a number of seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotaRate {
    /// The number of calls allowed within `refresh_seconds`.
    pub call_count: i64,
    /// The seconds after which they are allowed again.
    pub refresh_seconds: i64,
}

fn rate(reply: &Object, name: &str) -> Option<QuotaRate> {
    let rate = reply.object(name)?;
    Some(QuotaRate { call_count: rate.integer("call_count")?, refresh_seconds: rate.integer("refresh_second")? })
}

impl Interface for QuotaRequest {
    type Value = Quota;
    const PATH: &'static str = "/cgi-bin/openapi/quota/get";
    const ACTION: Option<Action> = None;

    fn from_record(record: &Record) -> Result<QuotaRequest, Error> {
        Ok(QuotaRequest { path: name(record.values().text("path").unwrap_or(Subject::PATH), "path")? })
    }

    fn about(&self) -> String {
        format!("interface \"{}\"", self.path)
    }

    fn body(&self) -> String {
        #[derive(Serialize)]
        struct Body<'a> {
            cgi_path: &'a str,
        }
        // A string always serializes.
        serde_json::to_string(&Body { cgi_path: &self.path }).unwrap_or_default()
    }

    fn read(reply: &PlatformReply) -> Result<Quota, ProtocolFault> {
        let quota = || {
            let quota = reply.object.object("quota")?;
            Some(Quota {
                daily_limit: quota.integer("daily_limit")?,
                used: quota.integer("used")?,
                remain: quota.integer("remain")?,
                rate_limit: rate(&reply.object, "rate_limit"),
                component_rate_limit: rate(&reply.object, "component_rate_limit"),
            })
        };
        quota().ok_or(ProtocolFault::Quota)
    }
}
