//! The declarations document the code's defaults.

use wechat_function_link::defaults::*;

const INDEX: &str = include_str!("../../pkg-template/index.d.ts");
const RELAY: &str = include_str!("../../pkg-template/relay.d.ts");
const REQUEST: &str = include_str!("../../pkg-template/request.d.ts");
const SOURCE: &str = include_str!("../../src/defaults.rs");

/// A declaration file's text on one line, without comment markers.
fn flat(file: &str) -> String {
    let lines = file.lines().map(|line| line.trim().trim_start_matches("/**").trim_start_matches('*').trim());
    lines.collect::<Vec<_>>().join(" ")
}

/// The comment above a member, on one line.
fn comment<'a>(flat: &'a str, member: &str) -> &'a str {
    let (before, _) = flat.split_once(&format!("/ {member}?:")).unwrap_or_else(|| panic!("no {member}"));
    // A comment ends with a star and a slash. Trimming may have removed the star.
    before.rsplit("?:").next().unwrap_or(before)
}

fn mib(bytes: f64) -> f64 {
    bytes / f64::from(1 << 20)
}

#[test]
fn every_documented_number_is_the_constant() {
    let hosts = ALLOWED_HOSTS.map(|host| format!("`{host}`")).join(" and ");
    let cases = [
        (REQUEST, "baseUrl", format!("Default: `{BASE_URL}`.")),
        (REQUEST, "timeoutMs", format!("Default: {LINK_TIMEOUT_MS} for a link, {DOWNLOAD_TIMEOUT_MS} for a download.")),
        (REQUEST, "attemptTimeoutMs", format!("Default: {ATTEMPT_TIMEOUT_MS}.")),
        (REQUEST, "attemptTimeoutMs", format!("At most {PLACES} link requests are sent at once")),
        (REQUEST, "relay", format!("`attemptTimeoutMs` is {RELAY_ATTEMPT_TIMEOUT_MS} by default")),
        (REQUEST, "maxAttempts", format!("Default: {MAX_ATTEMPTS}.")),
        (REQUEST, "maxAttempts", format!("({BASE_DELAY_MS} ms at first, {} s at most)", LONGEST_DELAY_MS / 1000.0)),
        (REQUEST, "maxBytes", format!("Default: {MAX_BYTES} ({} MiB).", mib(MAX_BYTES as f64))),
        (REQUEST, "idleTimeoutMs", format!("Default: {IDLE_TIMEOUT_MS}.")),
        (REQUEST, "allowedHosts", format!("Default: {hosts}.")),
        (RELAY, "requestsPerMinute", format!("Default: {REQUESTS_PER_MINUTE}.")),
        (RELAY, "inFlight", format!("Default: {IN_FLIGHT}.")),
    ];
    for (file, member, documented) in cases {
        let flat = flat(file);
        let comment = comment(&flat, member);
        assert!(comment.contains(&documented), "{member}: {documented:?} is not in {comment:?}");
    }
}

#[test]
fn every_number_in_the_prose_is_the_constant() {
    let cases = [
        (INDEX, format!("`concurrency` (default {CONCURRENCY}) at once")),
        (INDEX, format!("an API reply of at most {} MiB", mib(MAX_REPLY_BYTES as f64))),
        (REQUEST, format!("buffers and streams of more than {} KiB", SMALL_BYTES / 1024)),
        (REQUEST, format!("once the process has hashed {} MiB", mib(WORTH_LOADING_BYTES))),
        (REQUEST, format!("buffers from {} KiB to {} MiB", WORTH_A_PROMISE_BYTES / 1024.0, mib(WORTH_A_COPY_BYTES))),
        (REQUEST, format!("or to {} MiB with `onProgress`", mib(WORTH_LOADING_BYTES))),
        (REQUEST, format!("after each chunk, and every {} MiB of a larger one", mib(f64::from(PROGRESS_BYTES)))),
        (INDEX, format!("yields to the event loop every {SLICE_MS} ms or so")),
        (RELAY, format!("a failure or more than {} seconds", AUTHORIZE_MS / 1000)),
        (
            RELAY,
            format!(
                "holds back a package until {} KiB have arrived or {} seconds have passed",
                RELAY_HELD_BYTES / 1024,
                RELAY_HELD_MS / 1000
            ),
        ),
        (RELAY, format!("for {} seconds and {REMEMBERED_OUTCOMES} downloads", OUTCOME_MS / 1000)),
        (RELAY, format!("an address of at most {} KiB", MAX_LINK_URL_BYTES / 1024)),
    ];
    for (file, documented) in cases {
        assert!(flat(file).contains(&documented), "{documented:?} is not documented");
    }
}

#[test]
fn a_default_that_is_documented_anew_is_added_to_the_tables_above() {
    // The defaults in the tables, and those without numbers: none, false, words, paths and the request's own origin.
    for (name, file, count) in [("index", INDEX, 1), ("relay", RELAY, 8), ("request", REQUEST, 12)] {
        let flat = flat(file);
        let defaults = flat.matches("Default: ").count() + flat.matches("(default ").count();
        assert_eq!(defaults, count, "{name}.d.ts");
    }
}

#[test]
fn javascript_gets_each_constant_by_its_own_name() {
    let (_, list) = SOURCE.split_once("FOR_JAVASCRIPT: ").expect("the list");
    let lines: Vec<_> = list.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.strip_suffix("),")).collect();
    assert_eq!(lines.len(), FOR_JAVASCRIPT.len());
    for (line, &(name, value)) in lines.iter().zip(FOR_JAVASCRIPT) {
        let (quoted, constant) = line.split_once("\", ").expect("a name and a constant");
        assert_eq!((quoted, constant.trim_end_matches(" as u64")), (name, name));
        assert!(value <= 1 << 53, "{name} is a number of JavaScript's");
    }
}
