//! URLs by the runtime's own parser.

use wasm_bindgen::prelude::*;

use crate::parse::url::UrlParts;

#[wasm_bindgen(raw_module = "./host/url.js")]
extern "C" {
    #[wasm_bindgen(js_name = urlParts)]
    fn lines_of(text: &str, base: Option<String>) -> Option<String>;

    /// An address as another one names it.
    pub fn resolved(text: &str, base: &str) -> Option<String>;
}

/// Takes a URL apart; it may be relative where there is a base.
pub fn url_parts(text: &str, base: Option<&str>) -> Option<UrlParts> {
    let lines = lines_of(text, base.map(str::to_owned))?;
    let mut parts = lines.split('\n');
    let mut next = || parts.next().unwrap_or_default();
    Some(UrlParts {
        protocol: next().to_owned(),
        hostname: next().to_owned(),
        port: next().to_owned(),
        pathname: next().to_owned(),
        has_credentials: !next().is_empty(),
        has_query_or_fragment: !next().is_empty(),
    })
}
