//! The core, natively and table-driven.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod allowed_hosts;
mod arrival;
mod checksum;
mod code;
mod environment;
mod errcode;
mod error;
mod lenient_json;
mod network;
mod platform_error;
mod rate_limiter;
mod redact;
mod relay_client;
mod relay_policy;
mod reply;
mod request;
mod retry;
mod signed_url;
mod support;
mod url;
