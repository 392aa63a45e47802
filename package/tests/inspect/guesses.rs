//! What is guessed from names and texts, in tables.

use wechat_function_package::Reason;
use wechat_function_package::exports_main::exports_main;
use wechat_function_package::path_rules::{faults, leads_outside};
use wechat_function_package::private_keys::{KeyScan, is_name_of_key};

#[test]
fn exports_of_main_in_each_form() {
    for text in [
        "exports.main = async (event, context) => { return event }",
        "'use strict'\n\nexports.main=function(){}",
        "exports . main /* here */ = handler",
        "module.exports.main = main;",
        "exports['main'] = async () => {};",
        "module.exports[\"main\"] = f",
        "module.exports = { main }",
        "module.exports = { other, main: async () => {} };",
        "module.exports = { other: { a: [1, 2] }, async main(event) { } }",
        "module.exports = { \"main\": f, }",
        "module.exports = exports = { main() {} }",
        "exports = module.exports = { get: 1, main }",
        "const app = require('app'); app.main = () => {}; module.exports = app;",
        // TypeScript
        "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.main = void 0;\nconst main = async () => {};\nexports.main = main;",
        "\"use strict\";\nObject.defineProperty(exports, \"__esModule\", { value: true });\nexports.main = main;\nasync function main() {}",
        "Object.defineProperty(exports, \"main\", { enumerable: true, get: function () { return login_1.main; } });",
        // Babel, esbuild, webpack, minified
        "Object.defineProperty(exports,'__esModule',{value:!0}),exports.main=void 0;",
        "var index_exports = {};\n__export(index_exports, {\n  main: () => main\n});\nmodule.exports = __toCommonJS(index_exports);",
        "0 && (module.exports = {\n  main\n});",
        "__webpack_require__.d(__webpack_exports__, {\n  \"main\": () => (/* binding */ main)\n});",
        "Object.defineProperty(exports,'__esModule',{value:!0}),d(exports,{other:()=>o,main:()=>m})",
        "!function(e,t){t.main=async e=>e}(module,exports);",
        // ES modules
        "export const main = async () => {}",
        "export let main = 1",
        "export async function main() {}",
        "export function* main() {}",
        "export { main }",
        "export { handler as main, other };",
        "export { main } from './login.js'",
        "export * as main from './login.js'",
        // After what looks like the beginning of a text or comment
        "const a = /['\"`/*]/.test(b); exports.main = a",
        "const c = a / b; // it's\nexports.main = 1",
        "const t = `${'`'}`; exports.main = 1",
        "const t = `${a ? `it's ${b}` : { c: '}' }} \\` `; exports.main = 1",
        "\u{feff}exports.main = 1",
        "const 说明 = \"'\"; exports.main = 1",
    ] {
        assert_eq!(exports_main(text.as_bytes()), Some(true), "{text}");
    }
}

#[test]
fn no_export_of_main() {
    for text in [
        "",
        "console.log('hello')",
        "// exports.main = 1",
        "/* exports.main = 1 */ exports.handler = 1",
        "'exports.main = 1'",
        "const text = `exports.main = 1`",
        "if (exports.main == 1) {}",
        "exports.mainly = 1; exports.domain = 2",
        "module.exports = { handler: { main: 1 } }",
        "module.exports = { handler: main }",
        "module.exports = { ...{} , domain }; exports.a = void 0",
        "const main = async () => {}",
        "export const handler = 1",
        "export { main as handler }",
        "export default function () {}",
        "module.exports = async (event) => event; exports.a = 1",
        "module.exports = class { main() {} }",
    ] {
        assert_ne!(exports_main(text.as_bytes()), Some(true), "{text}");
    }
    assert_eq!(exports_main(b"exports.handler = 1"), Some(false));
}

#[test]
fn exports_that_cannot_be_seen() {
    for text in [
        "module.exports = require('./dist')",
        "module.exports = handlers",
        "module.exports = { ...handlers, other }",
        "Object.assign(module.exports, handlers)",
        "Object.assign(exports, require('./a'))",
        "__exportStar(require(\"./login\"), exports);",
        "export * from './login.js'",
        "module.exports = (0, a.wrap)(b)",
    ] {
        assert_eq!(exports_main(text.as_bytes()), None, "{text}");
    }
}

/// Each would take minutes if it were looked at again and again.
#[test]
fn no_text_takes_long() {
    for part in ["exports={", "export{", "/[", "[/", "`${", "'\\", "/*", "x,{", "exports,{", "\\", "=/", "(", "/"] {
        exports_main(part.repeat((1 << 18) / part.len()).as_bytes());
    }
}

#[test]
fn paths_that_are_written_to_no_disk() {
    for (path, reasons) in [
        ("index.js", &[][..]),
        ("lib/注/café.js", &[]),
        (".env", &[]),
        ("..a/b..c/...d", &[]),
        ("console/auxiliary/com/com10/lpt/nul_/connect.js", &[]),
        (".github/.gitignore/.gitmodules/git", &[]),
        ("a\nb\u{7f}", &[]),
        ("", &[Reason::NameEmpty]),
        ("..", &[Reason::NameDots]),
        ("a/..", &[Reason::NameDots]),
        ("/", &[Reason::NameAbsolute, Reason::NameEmpty]),
        ("//a", &[Reason::NameAbsolute, Reason::NameEmpty]),
        ("a//b", &[Reason::NameEmpty]),
        ("c:\\a", &[Reason::NameBackslash, Reason::NameColon]),
        ("a/b .", &[Reason::NameTrailing]),
        ("CoN.tar.gz", &[Reason::NameDevice]),
        ("com1 .txt", &[Reason::NameDevice]),
        ("COM0", &[Reason::NameDevice]),
        ("lpt²", &[Reason::NameDevice]),
        ("a/.Git", &[Reason::GitFolder]),
        (".git .", &[Reason::NameTrailing, Reason::GitFolder]),
    ] {
        assert_eq!(faults(path), reasons, "{path:?}");
    }
}

#[test]
fn links_that_lead_outside() {
    for (path, target, is_outside) in [
        ("a", "b", false),
        ("a", "./b/../c", false),
        ("lib/a", "../b", false),
        ("lib/deep/a", "../../b", false),
        ("a", ".", false),
        ("a", "..", true),
        ("lib/a", "../../b", true),
        ("lib/a", "x/../../../b", true),
        ("a", "/b", true),
        ("a", "C:/b", true),
        ("a", "..\\b", true),
        ("a", "", true),
        ("../a", "b", true),
    ] {
        assert_eq!(leads_outside(path, target.as_bytes()), is_outside, "{path} -> {target}");
    }
}

#[test]
fn private_keys_by_name() {
    for name in [
        "id_rsa",
        "id_ed25519",
        "ID_RSA",
        "server.key",
        "apiclient_key.pem",
        "privkey.pem",
        "key.pem",
        "a.p12",
        "a.PFX",
    ] {
        assert!(is_name_of_key(name), "{name}");
    }
    for name in ["id_rsa.pub", "apiclient_cert.pem", "key.js", "keys.json", "monkey", "ca.pem"] {
        assert!(!is_name_of_key(name), "{name}");
    }
}

const DIGITS: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA";

#[test]
fn private_keys_by_their_header_wherever_chunks_end() {
    for (text, is_key) in [
        (format!("-----BEGIN PRIVATE KEY-----\n{DIGITS}\n"), true),
        (format!("-----BEGIN RSA PRIVATE KEY-----\r\n{DIGITS}\r\n"), true),
        (format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{DIGITS}\n"), true),
        ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n".to_owned(), true),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\nxyz\n".to_owned(), true),
        (format!("const key = '-----BEGIN EC PRIVATE KEY-----\\n' +\n    '{DIGITS}'"), true),
        (format!("-------BEGIN PRIVATE KEY-----{DIGITS}"), true),
        (format!("-----BEGIN PUBLIC KEY-----\n{DIGITS}\n"), false),
        (format!("-----BEGIN CERTIFICATE-----\n{DIGITS}\n"), false),
        ("`-----BEGIN PRIVATE KEY-----\\n${body}\\n-----END PRIVATE KEY-----`".to_owned(), false),
        (format!("----BEGIN PRIVATE KEY-----\n{DIGITS}"), false),
        (format!("-----begin private key-----\n{DIGITS}"), false),
    ] {
        for before in [0, 1, 2, 3, 4, 5, 190, 1000] {
            let text = format!("{}{text}{}", "-".repeat(before % 3) + &"x".repeat(before), "y ".repeat(200));
            for length in [1, 7, 64, 191, 192, 193, 4096] {
                let mut scan = KeyScan::default();
                text.as_bytes().chunks(length).for_each(|chunk| scan.update(chunk));
                assert_eq!(scan.has_found(), is_key, "{text} in chunks of {length}");
            }
        }
    }
}
