//! What the core asks of the runtime, so that the module carries no tables of characters and no parser of JSON.

/// What a `package.json` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The field `name`, where it is a text.
    pub name: Option<String>,
    /// The field `version`, where it is a text.
    pub version: Option<String>,
    /// The field `main`, where it is a text.
    pub main: Option<String>,
    /// `dependencies`: names and ranges, in the file's order.
    pub dependencies: Vec<(String, String)>,
    /// Whether `scripts` has `preinstall`, `install` or `postinstall`.
    pub has_install_scripts: bool,
}

/// The runtime's knowledge of characters and of JSON.
pub trait Runtime {
    /// Decodes GBK; `None` where the bytes are not GBK.
    fn gbk(&self, bytes: &[u8]) -> Option<String>;
    /// Brings a name to Unicode's form NFC, then to lower case. Asked for names with other than ASCII characters only.
    fn folded(&self, name: &str) -> String;
    /// Reads a `package.json`; `None` where it is not a JSON object.
    fn manifest(&self, json: &[u8]) -> Option<Manifest>;
}
