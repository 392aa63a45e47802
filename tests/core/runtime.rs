//! The runtimes where a call with a token is refused.

use wechat_function_link::call::runtime::Runtime;

const NONE: Runtime =
    Runtime { node: false, embedded_renderer: false, deno: false, edge: false, jsdom: false, page_or_worker: false };

#[test]
fn servers_may_hold_a_token() {
    let servers = [
        ("Node", Runtime { node: true, ..NONE }),
        ("Bun", Runtime { node: true, ..NONE }),
        ("Electron's main process", Runtime { node: true, ..NONE }),
        ("jsdom's globals on Node's own global object", Runtime { node: true, page_or_worker: true, ..NONE }),
        ("the same with jsdom's navigator", Runtime { node: true, jsdom: true, page_or_worker: true, ..NONE }),
        ("inside jsdom's window", Runtime { jsdom: true, page_or_worker: true, ..NONE }),
        ("Deno", Runtime { deno: true, ..NONE }),
        ("Deno with its process global", Runtime { deno: true, node: true, ..NONE }),
        ("a Deno worker", Runtime { deno: true, page_or_worker: true, ..NONE }),
        ("Cloudflare's workers", Runtime { edge: true, page_or_worker: true, ..NONE }),
        ("Cloudflare with nodejs_compat", Runtime { edge: true, node: true, page_or_worker: true, ..NONE }),
        ("Vercel's edge runtime", Runtime { edge: true, ..NONE }),
        ("a bare engine", NONE),
    ];
    for (name, environment) in servers {
        assert!(!environment.is_browser(), "{name}");
    }
}

#[test]
fn browsers_may_not_hold_a_token() {
    let browsers = [
        ("a page or a worker", Runtime { page_or_worker: true, ..NONE }),
        (
            "an Electron renderer with Node's integration",
            Runtime { embedded_renderer: true, node: true, page_or_worker: true, ..NONE },
        ),
        ("an Electron worker without a page's globals", Runtime { embedded_renderer: true, node: true, ..NONE }),
        ("a page of NW.js", Runtime { embedded_renderer: true, node: true, page_or_worker: true, ..NONE }),
        ("an embedded page that says it is jsdom", Runtime { embedded_renderer: true, jsdom: true, ..NONE }),
    ];
    for (name, environment) in browsers {
        assert!(environment.is_browser(), "{name}");
    }
}

#[test]
fn edge_runtimes_keep_requests_apart() {
    for node in [false, true] {
        assert!(Runtime { edge: true, node, page_or_worker: true, ..NONE }.keeps_requests_apart());
        assert!(!Runtime { node, ..NONE }.keeps_requests_apart());
        assert!(!Runtime { node, deno: true, page_or_worker: true, ..NONE }.keeps_requests_apart());
    }
    assert!(!Runtime { page_or_worker: true, ..NONE }.keeps_requests_apart());
}

#[test]
fn nothing_seen_is_a_bare_engine() {
    assert_eq!(Runtime::default(), NONE);
}
