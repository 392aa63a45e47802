//! `xtask-bindgen COMPILED FOLDER [--keep-names]`: writes `bindings.js` and `bindings_bg.wasm` for a compiled module.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let mut path = |what| arguments.next().map(PathBuf::from).with_context(|| format!("the {what} is missing"));
    let (compiled, folder) = (path("compiled module")?, path("folder")?);
    let keeps_names = match arguments.next() {
        None => false,
        Some(option) if option == "--keep-names" => true,
        Some(other) => bail!("there is no option {}", other.display()),
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).web(true)?.omit_default_module_path(true).typescript(false);
    bindgen.reset_state_function(true).remove_name_section(!keeps_names).remove_producers_section(true);
    bindgen.out_name("bindings").generate(&folder)
}
