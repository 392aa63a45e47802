//! JavaScript's objects → typed options. Every refusal names the option.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::names::{property, readable};
use super::url::url_parts;
use crate::download::allowed_hosts::AllowedHosts;
use crate::error::Error;
use crate::link::request::BaseUrl;

#[wasm_bindgen(raw_module = "./host/properties.js")]
extern "C" {
    #[wasm_bindgen(js_name = isWellFormed)]
    fn is_well_formed(text: &JsValue) -> bool;
}

/// An object whose properties are read by name, with the words that a message calls it by.
pub struct Fields<'a> {
    value: &'a JsValue,
    called: &'static str,
}

impl<'a> Fields<'a> {
    /// A required object.
    pub fn required(value: &'a JsValue, called: &'static str) -> Result<Fields<'a>, Error> {
        if value.is_object() {
            Ok(Fields { value, called })
        } else {
            Err(Error::argument(format!("{called} must be an object")))
        }
    }

    /// An object that may be left out.
    pub fn optional(value: &'a JsValue, called: &'static str) -> Result<Fields<'a>, Error> {
        if value.is_undefined() { Ok(Fields { value, called }) } else { Fields::required(value, called) }
    }

    /// A property, `undefined` where it or the object is missing.
    pub fn get(&self, name: &'static str) -> Result<JsValue, Error> {
        if self.value.is_undefined() {
            return Ok(JsValue::UNDEFINED);
        }
        readable(self.value, name).ok_or_else(|| self.must(name, "be readable"))
    }

    /// Whether a property is there.
    pub fn has(&self, name: &'static str) -> Result<bool, Error> {
        self.get(name).map(|value| !value.is_undefined())
    }

    /// The refusal of a property.
    pub fn must(&self, name: &'static str, what: &str) -> Error {
        Error::argument(format!("{}.{name} must {what}", self.called))
    }

    /// A string without lone surrogates, which could not be sent unharmed.
    pub fn string(&self, name: &'static str) -> Result<Option<String>, Error> {
        self.text(name, &self.get(name)?)
    }

    /// A property's value that has to be a string, where there is one.
    pub fn text(&self, name: &'static str, value: &JsValue) -> Result<Option<String>, Error> {
        if value.is_undefined() {
            return Ok(None);
        }
        well_formed(value).map(Some).ok_or_else(|| self.must(name, "be a well-formed string"))
    }

    /// An address: a string, or a `URL`.
    pub fn address(&self, name: &'static str) -> Result<Option<String>, Error> {
        let value = self.get(name)?;
        if !value.is_object() {
            return self.text(name, &value).map_err(|_| self.must(name, "be a string or a URL"));
        }
        let href = well_formed(&property(&value, "href"));
        href.map(Some).ok_or_else(|| self.must(name, "be a string or a URL"))
    }

    /// A function, with `this` left out of it.
    pub fn function(&self, name: &'static str) -> Result<Option<Function>, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        value.dyn_into::<Function>().map(Some).map_err(|_| self.must(name, "be a function"))
    }

    /// A boolean.
    pub fn boolean(&self, name: &'static str) -> Result<Option<bool>, Error> {
        let value = self.get(name)?;
        match value.as_bool() {
            None if !value.is_undefined() => Err(self.must(name, "be a boolean")),
            known => Ok(known),
        }
    }

    /// Milliseconds, `default` where left out; more than a timer can hold means no limit.
    pub fn milliseconds(&self, name: &'static str, default: u32) -> Result<u32, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(default);
        }
        match value.as_f64() {
            // Rounded up: a fraction of a millisecond is not no time at all.
            Some(number) if number > 0.0 => Ok(number.ceil().min(f64::from(u32::MAX)) as u32),
            _ => Err(self.must(name, "be a number of milliseconds above 0")),
        }
    }

    /// An `AbortSignal`, of whichever realm.
    pub fn signal(&self) -> Result<Option<AbortSignal>, Error> {
        let value = self.get("signal")?;
        if value.is_undefined() {
            return Ok(None);
        }
        let listens = value.is_object() && {
            property(&value, "aborted").as_bool().is_some() && property(&value, "addEventListener").is_function()
        };
        if listens { Ok(Some(value.unchecked_into())) } else { Err(self.must("signal", "be an AbortSignal")) }
    }

    /// A whole number of at least one, `default` where left out.
    pub fn count(&self, name: &'static str, default: u32) -> Result<u32, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(default);
        }
        match value.as_f64() {
            Some(number) if number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number) => Ok(number as u32),
            _ => Err(self.must(name, "be a whole number of at least 1")),
        }
    }

    /// A whole number of at least one, or `Infinity` for no limit; `default` where left out.
    pub fn limit(&self, name: &'static str, default: Option<u32>) -> Result<Option<u32>, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(default);
        }
        match value.as_f64() {
            Some(f64::INFINITY) => Ok(None),
            _ => self
                .count(name, 1)
                .map(Some)
                .map_err(|_| self.must(name, "be a whole number of at least 1, or Infinity")),
        }
    }

    /// A number of bytes, `default` where left out.
    pub fn bytes(&self, name: &'static str, default: u64) -> Result<u64, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(default);
        }
        match value.as_f64() {
            // Infinity is no limit.
            Some(number) if number >= 0.0 => Ok(number as u64),
            _ => Err(self.must(name, "be a number of bytes")),
        }
    }

    /// An array of strings, `None` where left out.
    pub fn strings(&self, name: &'static str, what: &str) -> Result<Option<Vec<String>>, Error> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        let list = value.dyn_into::<js_sys::Array>().map_err(|_| self.must(name, what))?;
        let strings: Option<Vec<String>> = list.iter().map(|item| well_formed(&item)).collect();
        strings.map(Some).ok_or_else(|| self.must(name, what))
    }
}

/// The text of a string value, unless it has lone surrogates.
pub fn well_formed(value: &JsValue) -> Option<String> {
    let text = value.as_string()?;
    // What a lone surrogate is replaced by may be there by right as well.
    let doubtful = text.chars().any(|c| c == char::REPLACEMENT_CHARACTER);
    (!doubtful || is_well_formed(value)).then_some(text)
}

/// What every call that reaches the network takes.
pub struct CallOptions {
    /// `maxAttempts`
    pub max_attempts: u32,
    /// How requests are sent.
    pub transport: Transport,
}

/// How requests are sent, whatever they ask.
pub struct Transport {
    /// `fetch`
    pub fetch: Function,
    /// `signal`
    pub signal: Option<AbortSignal>,
    /// `timeoutMs`
    pub timeout_ms: u32,
    /// `attemptTimeoutMs`
    pub attempt_timeout_ms: u32,
}

impl Transport {
    /// Reads the options that concern sending.
    pub fn decode(
        options: &Fields,
        default_timeout_ms: u32,
        default_attempt_timeout_ms: u32,
    ) -> Result<Transport, Error> {
        let fetch = match options.function("fetch")? {
            Some(fetch) => fetch,
            None => property(&js_sys::global(), "fetch")
                .dyn_into()
                .map_err(|_| options.must("fetch", "be given: this runtime has none of its own"))?,
        };
        Ok(Transport {
            fetch,
            signal: options.signal()?,
            timeout_ms: options.milliseconds("timeoutMs", default_timeout_ms)?,
            attempt_timeout_ms: options.milliseconds("attemptTimeoutMs", default_attempt_timeout_ms)?,
        })
    }
}

impl CallOptions {
    /// Reads a call's options, but for those that say whom it asks.
    pub fn decode(options: &Fields, timeout_ms: u32, attempt_timeout_ms: u32) -> Result<CallOptions, Error> {
        let max_attempts = options.count("maxAttempts", 3)?;
        Ok(CallOptions { max_attempts, transport: Transport::decode(options, timeout_ms, attempt_timeout_ms)? })
    }
}

/// Reads `baseUrl`, then `fallbackBaseUrls`.
pub fn base_urls(options: &Fields) -> Result<Vec<BaseUrl>, Error> {
    let base = options.string("baseUrl")?.unwrap_or_else(|| BaseUrl::DEFAULT.to_owned());
    let mut bases = vec![base_url(options, "baseUrl", &base)?];
    for base in options.strings("fallbackBaseUrls", "be an array of absolute URLs")?.unwrap_or_default() {
        bases.push(base_url(options, "fallbackBaseUrls", &base)?);
    }
    Ok(bases)
}

fn base_url(options: &Fields, name: &'static str, text: &str) -> Result<BaseUrl, Error> {
    thread_local! {
        // To take a URL apart costs more than the rest of the options, and one is as good as all.
        static LAST: RefCell<Option<(String, BaseUrl)>> = const { RefCell::new(None) };
    }
    if let Some(known) = LAST.with_borrow(|last| last.as_ref().filter(|(url, _)| url == text).map(|(_, it)| it.clone()))
    {
        return Ok(known);
    }
    let base = parsed_base_url(options, name, text)?;
    LAST.set(Some((text.to_owned(), base.clone())));
    Ok(base)
}

fn parsed_base_url(options: &Fields, name: &'static str, text: &str) -> Result<BaseUrl, Error> {
    let parts = url_parts(text, None).ok_or_else(|| options.must(name, "be an absolute URL"))?;
    BaseUrl::new(&parts).map_err(|what| options.must(name, what))
}

/// Reads `allowedHosts`.
pub fn host_rule(options: &Fields) -> Result<AllowedHosts, Error> {
    match options.strings("allowedHosts", "be an array of host names")? {
        Some(hosts) => AllowedHosts::new(&hosts),
        None => Ok(AllowedHosts::default()),
    }
}
