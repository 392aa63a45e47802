//! What is inside the package of a cloud function.
//!
//! The second module of the npm package `wechat-function-link`, loaded by its entry `package` alone. The modules below are
//! its core: plain Rust without JavaScript types or I/O.
