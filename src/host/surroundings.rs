//! The runtime's clocks, random numbers and parsers, for the core's machines.

use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use super::scope::Scope;
use crate::call::surroundings::Surroundings;
use crate::parse::json::{Json, parse};
use crate::parse::url::UrlParts;

#[wasm_bindgen(raw_module = "./host/url.js")]
extern "C" {
    // JSON: one crossing for six values.
    #[wasm_bindgen(js_name = urlParts)]
    fn url_parts(text: &str) -> Option<String>;
}

impl Surroundings for Scope {
    fn remaining_ms(&self) -> f64 {
        Scope::remaining_ms(self)
    }

    fn random(&self) -> f64 {
        Math::random()
    }

    fn now_ms(&self) -> f64 {
        Date::now()
    }

    fn date_ms(&self, text: &str) -> f64 {
        Date::parse(text)
    }

    fn url(&self, text: &str) -> Option<UrlParts> {
        match parse(&url_parts(text)?) {
            Ok(Json::Object(parts)) => Some(UrlParts::from(&parts)),
            _ => None,
        }
    }
}
