//! A package's download: allowed hosts, redirects, resume, and the comparison with the checksum.

pub mod allowed_hosts;
pub mod arrival;
pub mod inquiry;
pub mod machine;
pub mod redirects;
pub mod settings;
pub mod step;
