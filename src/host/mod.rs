//! The JS side's counterpart: exports, and the call scope's methods as async functions. It decodes, drives a machine of the core
//! and encodes; it never decides.

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
