//! The border: what JavaScript calls, and what the core asks of it. It decodes, steps and encodes; it never decides.

mod comparison;
mod digest;
mod inspection;
mod json;
mod outside;
mod reader;
