//! The shell in Rust: the exports, and the call scope's methods as async functions. It decodes arguments, drives a
//! machine of the core and encodes the outcome. It decides nothing.

mod call;
mod download;
mod error;
mod exports;
mod hash;
mod link;
mod relay;
mod scope;
mod surroundings;
mod sys;
mod tokens;
mod verify;
