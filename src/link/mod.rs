//! A function's link: the documented request and reply, tokens, the relay client and retries.

pub mod call;
pub mod environment;
pub mod queue;
pub mod record;
pub mod relay_client;
pub mod reply;
pub mod request;
pub mod response;
pub mod retry;
pub mod signed_url;
pub mod surroundings;
pub mod tokens;
