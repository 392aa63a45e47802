//! The interface of a merchant's environments, `POST /tcb/getenvinfo`.

use serde::Serialize;

use super::rows::{read_all, read_rows, text};
use crate::call::interface::Interface;
use crate::call::record::Record;
use crate::call::relay_request::Action;
use crate::call::reply::PlatformReply;
use crate::call::request::name;
use crate::error::Error;
use crate::error::protocol::ProtocolFault;
use crate::parse::json::Object;

/// A request for a merchant's environments: all, or one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentsRequest {
    /// The one environment's id; `None` for all.
    pub env: Option<String>,
}

/// An environment, by the names of JavaScript's `Environment`. Its texts are the platform's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// The environment's id, for example `test-777bb9`.
    pub env: String,
    /// The name that people gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// `NORMAL`, `HALTED` or `UNAVAILABLE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The id of the package of resources that was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_id: Option<String>,
    /// The name of that package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package_name: Option<String>,
    /// When it was made, as the platform wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was changed, as the platform wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

/// The names of a row's members after `env`, `alias` and `status`.
type Names = [&'static str; 4];
const PLATFORM: Names = ["package_id", "package_name", "create_time", "update_time"];
const RELAY: Names = ["packageId", "packageName", "createdAt", "updatedAt"];

fn row(row: &Object, [package_id, package_name, created_at, updated_at]: Names) -> Option<Environment> {
    Some(Environment {
        env: text(row, "env")?,
        alias: text(row, "alias"),
        status: text(row, "status"),
        package_id: text(row, package_id),
        package_name: text(row, package_name),
        created_at: text(row, created_at),
        updated_at: text(row, updated_at),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    env: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorizer_appid: Option<&'a str>,
}

impl EnvironmentsRequest {
    fn written(&self, authorizer_appid: Option<&str>) -> String {
        // Strings always serialize.
        serde_json::to_string(&Body { env: self.env.as_deref(), authorizer_appid }).unwrap_or_default()
    }
}

impl Interface for EnvironmentsRequest {
    type Value = Vec<Environment>;
    const PATH: &'static str = "/tcb/getenvinfo";
    const ACTION: Option<Action> = Some(Action::Environments);

    fn from_record(record: &Record) -> Result<EnvironmentsRequest, Error> {
        let env = record.values().text("env").map(|env| name(env, "env")).transpose()?;
        Ok(EnvironmentsRequest { env })
    }

    fn about(&self) -> String {
        self.env.as_ref().map_or_else(String::new, |env| format!("environment \"{env}\""))
    }

    fn body(&self) -> String {
        self.written(None)
    }

    fn relay_body(&self, authorizer_appid: Option<&str>) -> String {
        self.written(authorizer_appid)
    }

    fn read(reply: &PlatformReply) -> Result<Vec<Environment>, ProtocolFault> {
        read_rows(reply, "info_list", |object| row(object, PLATFORM))
    }

    fn read_relayed(response: &Object, _: &dyn Fn(&str) -> f64) -> Option<Vec<Environment>> {
        read_all(response.array("environments")?, |object| row(object, RELAY))
    }
}
