//! Reads a download's options from intake's record.

use super::allowed_hosts::AllowedHosts;
use crate::call::record::Record;
use crate::checksum::engine::Engine;
use crate::defaults::MAX_BYTES;
use crate::error::Error;
use crate::parse::json::Json;
use crate::parse::url::UrlParts;

/// The options that a download has beside those of its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The `allowedHosts` option. By default those of Tencent COS, and the origin of a loopback `baseUrl`.
    pub allowed_hosts: AllowedHosts,
    /// The `maxBytes` option: the largest package that is accepted. [`MAX_BYTES`] by default.
    pub max_bytes: u64,
    /// The `engine` option: what computes SHA-256. [`Engine::Auto`] by default.
    pub engine: Engine,
    /// Whether the destination can take the package from the start again. Memory and files can, a stream cannot.
    pub can_begin_again: bool,
    /// Whether the destination is a file. A save checks its path first, and takes one of
    /// [`SAVES`](crate::defaults::SAVES) places.
    pub to_file: bool,
    /// Whether the caller gave an `onStart`.
    pub has_on_start: bool,
}

impl Settings {
    /// Reads a download's options.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, with the name of the malformed option.
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
            has_on_start: values.boolean("hasOnStart").unwrap_or(false),
        })
    }
}
