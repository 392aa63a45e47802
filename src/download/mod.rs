//! A package's bytes: where they may come from, how a broken transfer goes on, and whether what arrived is the package.

pub mod allowed_hosts;
pub mod arrival;
pub mod machine;
pub mod redirects;
pub mod settings;
