//! A call of the platform's interfaces: request and reply, tokens, retries, and the way through a relay.

pub mod interface;
pub mod machine;
pub mod queue;
pub mod record;
pub mod relay_client;
pub mod relay_request;
pub mod reply;
pub mod request;
pub mod response;
pub mod retry;
pub mod route;
pub mod runtime;
pub mod surroundings;
pub mod tokens;
