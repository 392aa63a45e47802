//! What can be downloaded: a merchant's environments, their functions, and what is left of an interface's quota.

pub mod environments;
pub mod functions;
pub mod quota;
mod rows;
