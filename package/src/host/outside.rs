//! What stays outside: a zip's bytes, and what the runtime knows of text. None of these functions throws.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use crate::read_at::ReadAt;
use crate::services::{Manifest, Runtime};

#[wasm_bindgen]
extern "C" {
    /// A zip as JavaScript has it (`package/zip-bytes.js`).
    #[wasm_bindgen(js_name = ZipBytes, typescript_type = "ZipBytes")]
    pub type Zip;

    #[wasm_bindgen(method, getter)]
    fn size(this: &Zip) -> f64;

    #[wasm_bindgen(method, js_name = readAt)]
    fn read_into(this: &Zip, start: f64, into: &mut [u8]);
}

impl ReadAt for Zip {
    fn size(&self) -> u64 {
        Zip::size(self) as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) {
        // Not even an empty range may begin beyond a buffer's end.
        if !into.is_empty() {
            self.read_into(offset as f64, into);
        }
    }
}

#[wasm_bindgen(raw_module = "./package/texts.js")]
extern "C" {
    fn gbk(bytes: &[u8]) -> Option<String>;

    fn folded(name: &str) -> String;

    /// `[name, version, main, installs, name of a dependency, its range, …]`.
    fn manifest(json: &[u8]) -> Option<Array>;
}

/// The runtime that the module is in.
pub(super) struct Outside;

impl Runtime for Outside {
    fn gbk(&self, bytes: &[u8]) -> Option<String> {
        gbk(bytes)
    }

    fn folded(&self, name: &str) -> String {
        folded(name)
    }

    fn manifest(&self, json: &[u8]) -> Option<Manifest> {
        let values = manifest(json)?;
        let text = |at: u32| values.get(at).dyn_into::<JsString>().ok().map(String::from);
        let dependencies = (4..values.length()).step_by(2);
        Some(Manifest {
            name: text(0),
            version: text(1),
            main: text(2),
            has_install_scripts: values.get(3).is_truthy(),
            dependencies: dependencies.filter_map(|at| Some((text(at)?, text(at + 1)?))).collect(),
        })
    }
}
