//! The border: what JavaScript calls. It decodes, steps and encodes; it never decides.

mod comparison;
mod manifest;
mod record;
