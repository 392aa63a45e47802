//! The runtimes where a call with a token is refused.

use wechat_function_link::link::environment::Environment;

const NONE: Environment = Environment {
    node: false,
    embedded_renderer: false,
    deno: false,
    edge: false,
    jsdom: false,
    page_or_worker: false,
};

#[test]
fn servers_may_hold_a_token() {
    let servers = [
        ("Node", Environment { node: true, ..NONE }),
        ("Bun", Environment { node: true, ..NONE }),
        ("Electron's main process", Environment { node: true, ..NONE }),
        ("jsdom's globals on Node's own global object", Environment { node: true, page_or_worker: true, ..NONE }),
        ("the same with jsdom's navigator", Environment { node: true, jsdom: true, page_or_worker: true, ..NONE }),
        ("inside jsdom's window", Environment { jsdom: true, page_or_worker: true, ..NONE }),
        ("Deno", Environment { deno: true, ..NONE }),
        ("Deno with its process global", Environment { deno: true, node: true, ..NONE }),
        ("a Deno worker", Environment { deno: true, page_or_worker: true, ..NONE }),
        ("Cloudflare's workers", Environment { edge: true, page_or_worker: true, ..NONE }),
        ("Cloudflare with nodejs_compat", Environment { edge: true, node: true, page_or_worker: true, ..NONE }),
        ("Vercel's edge runtime", Environment { edge: true, ..NONE }),
        ("a bare engine", NONE),
    ];
    for (name, environment) in servers {
        assert!(!environment.is_browser(), "{name}");
    }
}

#[test]
fn browsers_may_not_hold_a_token() {
    let browsers = [
        ("a page or a worker", Environment { page_or_worker: true, ..NONE }),
        (
            "an Electron renderer with Node's integration",
            Environment { embedded_renderer: true, node: true, page_or_worker: true, ..NONE },
        ),
        ("an Electron worker without a page's globals", Environment { embedded_renderer: true, node: true, ..NONE }),
        ("a page of NW.js", Environment { embedded_renderer: true, node: true, page_or_worker: true, ..NONE }),
        ("an embedded page that says it is jsdom", Environment { embedded_renderer: true, jsdom: true, ..NONE }),
    ];
    for (name, environment) in browsers {
        assert!(environment.is_browser(), "{name}");
    }
}

#[test]
fn edge_runtimes_keep_requests_apart() {
    for node in [false, true] {
        assert!(Environment { edge: true, node, page_or_worker: true, ..NONE }.keeps_requests_apart());
        assert!(!Environment { node, ..NONE }.keeps_requests_apart());
        assert!(!Environment { node, deno: true, page_or_worker: true, ..NONE }.keeps_requests_apart());
    }
    assert!(!Environment { page_or_worker: true, ..NONE }.keeps_requests_apart());
}

#[test]
fn nothing_seen_is_a_bare_engine() {
    assert_eq!(Environment::default(), NONE);
}
