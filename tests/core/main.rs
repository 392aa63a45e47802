//! The core, natively and table-driven.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod checksum;
mod code;
mod environment;
mod errcode;
mod error;
mod host_rule;
mod lenient_json;
mod limits;
mod link;
mod network;
mod pace;
mod platform_error;
mod pull;
mod redact;
mod relay;
mod relayed;
mod reply;
mod request;
mod retry;
mod support;

mod url_parts;
