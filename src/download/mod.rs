//! A package's bytes: where they may come from, how a broken download resumes, and whether they match the checksum.

pub mod allowed_hosts;
pub mod arrival;
pub mod inquiry;
pub mod machine;
pub mod redirects;
pub mod settings;
pub mod step;
