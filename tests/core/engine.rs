//! The choice of the engine that hashes.

use wechat_function_link::checksum::engine::{Engine, Way};
use wechat_function_link::error::Error;

const KIB: f64 = 1024.0;
const MIB: f64 = 1024.0 * KIB;
const ENGINES: [Engine; 3] = [Engine::Auto, Engine::Wasm, Engine::Host];

#[test]
fn an_engine_is_one_of_three_words() {
    assert_eq!(Engine::default(), Engine::Auto);
    for (word, engine) in [("auto", Engine::Auto), ("wasm", Engine::Wasm), ("host", Engine::Host)] {
        assert_eq!(Engine::parse(word), Some(engine));
    }
    for word in ["", "Auto", "WASM", "host ", "native", "subtle", "null"] {
        assert_eq!(Engine::parse(word), None, "{word}");
    }
}

#[test]
fn chunks_are_the_runtime_s_once_loading_it_is_worth_it() {
    for (so_far, auto) in [(0.0, Way::Own), (8.0 * MIB, Way::Own), (8.0 * MIB + 1.0, Way::Native), (1e15, Way::Native)]
    {
        assert_eq!(ENGINES.map(|engine| engine.for_chunks(so_far)), [auto, Way::Own, Way::Native], "{so_far}");
    }
}

#[test]
fn a_buffer_is_hashed_by_what_is_the_fastest_for_its_length() {
    use Way::{Native, Own, Subtle};
    // Length, whether there is an onProgress, whether there is createHash, bytes so far: by "auto", "wasm" and "host".
    let cases = [
        (0.0, false, true, 0.0, [Own, Own, Native]),
        (KIB, false, true, 1e9, [Own, Own, Native]),
        (KIB + 1.0, false, true, 1e9, [Native, Own, Native]),
        (KIB + 1.0, false, true, 8.0 * MIB, [Own, Own, Native]),
        (KIB + 1.0, true, true, 8.0 * MIB + 1.0, [Native, Own, Native]),
        (KIB, false, false, 1e9, [Own, Own, Subtle]),
        (4.0 * KIB - 1.0, false, false, 1e9, [Own, Own, Subtle]),
        (4.0 * KIB, false, false, 0.0, [Subtle, Own, Subtle]),
        (256.0 * MIB, false, false, 0.0, [Subtle, Own, Subtle]),
        (256.0 * MIB + 1.0, false, false, 1e9, [Own, Own, Subtle]),
        // crypto.subtle reports no progress, which only small buffers can do without.
        (4.0 * KIB, true, false, 0.0, [Subtle, Own, Subtle]),
        (8.0 * MIB, true, false, 0.0, [Subtle, Own, Subtle]),
        (8.0 * MIB + 1.0, true, false, 1e9, [Own, Own, Subtle]),
    ];
    for (length, has_on_progress, has_native, so_far, expected) in cases {
        let ways = ENGINES.map(|engine| engine.for_buffer(length, has_on_progress, has_native, so_far));
        assert_eq!(ways, expected, "{length}, {has_on_progress}, {has_native}, {so_far}");
    }
}

#[test]
fn the_engine_instead_of_a_missing_one() {
    for missing in [Way::Native, Way::Subtle] {
        for in_chunks in [false, true] {
            for engine in [Engine::Auto, Engine::Wasm] {
                assert_eq!(engine.instead_of(missing, in_chunks), Ok(Way::Own), "{missing:?}, {in_chunks}");
            }
        }
    }
    assert_eq!(Engine::Host.instead_of(Way::Native, false), Ok(Way::Subtle));
    let refused = "options.engine must not be \"host\" here: this runtime has no SHA-256 of its own";
    for (missing, in_chunks, of) in [
        (Way::Subtle, false, ""),
        (Way::Native, true, " for bytes that come in chunks"),
        (Way::Subtle, true, " for bytes that come in chunks"),
    ] {
        assert_eq!(Engine::Host.instead_of(missing, in_chunks), Err(Error::argument(format!("{refused}{of}"))));
    }
}
