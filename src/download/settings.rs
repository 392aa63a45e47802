//! A download's own options, read from intake's record.

use super::allowed_hosts::AllowedHosts;
use crate::checksum::engine::Engine;
use crate::defaults::MAX_BYTES;
use crate::error::Error;
use crate::link::record::Record;
use crate::parse::json::Json;
use crate::parse::url::UrlParts;

/// A download's own options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `allowedHosts`
    pub allowed_hosts: AllowedHosts,
    /// `maxBytes`
    pub max_bytes: u64,
    /// `engine`
    pub engine: Engine,
    /// Whether the destination can begin again: memory and files can, a stream cannot.
    pub can_begin_again: bool,
    /// Whether it is a file: its path is looked at, and it takes a place among the saves under way.
    pub to_file: bool,
    /// Whether there is an `onStart`.
    pub tells_start: bool,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, naming what is malformed.
    pub fn read(record: &Record) -> Result<Settings, Error> {
        let values = record.values();
        let allowed_hosts = match values.array("allowedHosts") {
            None => AllowedHosts::beside(&values.object("baseUrl").map(UrlParts::from).unwrap_or_default()),
            Some(hosts) => {
                let names = hosts.iter().filter_map(|host| if let Json::Text(name) = host { Some(name) } else { None });
                AllowedHosts::new(&names.cloned().collect::<Vec<_>>())?
            }
        };
        Ok(Settings {
            allowed_hosts,
            max_bytes: values.number("maxBytes").map_or(MAX_BYTES, |bytes| bytes as u64),
            engine: record.engine()?,
            can_begin_again: !values.boolean("toStream").unwrap_or(false),
            to_file: values.boolean("toFile").unwrap_or(false),
            tells_start: values.boolean("tellsStart").unwrap_or(false),
        })
    }
}
