//! The core, natively and table-driven.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
// Tables are shorter with values made in place, and nothing imports a test program.
#![allow(clippy::needless_pass_by_value, unreachable_pub)]

mod allowed_hosts;
mod arrival;
mod call;
mod call_hosts;
mod call_response;
mod checksum;
mod code;
mod defaults;
mod download;
mod download_again;
mod download_relay;
mod download_stream;
mod engine;
mod errcode;
mod error;
mod json;
mod lenient_json;
mod lists;
mod network;
mod platform_error;
mod queue;
mod rate_limiter;
mod record;
mod redact;
mod relay_bodies;
mod relay_client;
mod relay_errors;
mod relay_policy;
mod reply;
mod request;
mod retry;
mod runtime;
mod signed_url;
mod support;
mod texts;
mod tokens;
mod url;
