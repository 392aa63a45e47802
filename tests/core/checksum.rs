//! The digest against NIST's vectors, and the checksum's grammar.
#![allow(clippy::unwrap_used)]

use wechat_function_link::checksum::{Checksum, Digest, admit_response};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::protocol::ProtocolFault;

const SHORT: &str = include_str!("../vectors/SHA256ShortMsg.rsp");
const LONG: &str = include_str!("../vectors/SHA256LongMsg.rsp");
const MONTE: &str = include_str!("../vectors/SHA256Monte.rsp");

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn digest(chunks: &[&[u8]]) -> String {
    let mut digest = Digest::new();
    chunks.iter().for_each(|piece| digest.update(piece));
    digest.finish().to_string()
}

/// The values of a vector file's lines `name = value`, in order.
fn values<'a>(file: &'a str, name: &str) -> Vec<&'a str> {
    let named = file.lines().filter_map(|line| line.split_once(" = ")).filter(|(key, _)| *key == name);
    named.map(|(_, value)| value.trim()).collect()
}

fn check_messages(file: &str, count: usize) {
    let (lengths, messages, expected) = (values(file, "Len"), values(file, "Msg"), values(file, "MD"));
    assert_eq!((lengths.len(), messages.len(), expected.len()), (count, count, count));
    for ((bits, message), expected) in lengths.iter().zip(messages).zip(expected) {
        // The empty message is written as one byte with a length of 0.
        let message = &bytes(message)[..bits.parse::<usize>().unwrap() / 8];
        assert_eq!(digest(&[message]), expected, "message of {bits} bits");
    }
}

#[test]
fn nist_short_messages() {
    check_messages(SHORT, 65);
}

#[test]
fn nist_long_messages() {
    check_messages(LONG, 64);
}

#[test]
fn nist_monte_carlo() {
    let mut seed = bytes(values(MONTE, "Seed")[0]);
    let checkpoints = values(MONTE, "MD");
    assert_eq!(checkpoints.len(), 100);
    for (count, expected) in checkpoints.iter().enumerate() {
        let mut last = [seed.clone(), seed.clone(), seed];
        for _ in 0..1000 {
            let next = bytes(&digest(&[&last.concat()]));
            last.rotate_left(1);
            last[2] = next;
        }
        seed = last[2].clone();
        assert_eq!(seed, bytes(expected), "checkpoint {count}");
    }
}

#[test]
fn every_split_into_two_updates_gives_the_same_digest() {
    let message: Vec<u8> = (0..300_usize).map(|i| (i * 7 + i / 256) as u8).collect();
    for at in 0..=message.len() {
        let (head, tail) = message.split_at(at);
        // Computed by another implementation.
        let expected = "7e1808a3c8e91351e451079d8403e7f3d91b039f2fa7aa102b6d1c43dc7ee74e";
        assert_eq!(digest(&[head, tail]), expected, "split at {at}");
    }
}

#[test]
fn a_checksum_is_64_hexadecimal_digits_in_either_case() {
    let lower = "0123456789abcdef".repeat(4);
    let mixed = "0123456789aBcDeF".repeat(4);
    for text in [&lower, &lower.to_uppercase(), &mixed] {
        assert_eq!(Checksum::parse(text).unwrap().to_string(), lower, "{text}");
    }
    assert_eq!(format!("{:?}", Checksum::parse(&lower).unwrap()), format!("Checksum({lower})"));
}

#[test]
fn checksums_that_differ_in_one_digit_differ() {
    let zeros = "0".repeat(64);
    for at in 0..64 {
        let mut other = zeros.clone();
        other.replace_range(at..=at, "1");
        assert_ne!(Checksum::parse(&zeros).unwrap(), Checksum::parse(&other).unwrap(), "digit {at}");
    }
}

#[test]
fn any_other_shape_is_an_invalid_argument() {
    let digits = |count: usize| "a".repeat(count);
    let malformed = [
        String::new(),
        digits(32),
        digits(40),
        digits(63),
        digits(65),
        digits(128),
        digits(63) + "g",
        digits(63) + " ",
        digits(63) + "\n",
        format!("+{}", digits(63)),
        format!("-{}", digits(63)),
        format!("0x{}", digits(62)),
        format!("sha256-{}", digits(64)),
        // 64 bytes, and 64 characters, that are not 64 digits.
        digits(62) + "é",
        digits(63) + "é",
        digits(63) + "１",
        "bf657f327e477652d137b45bxxxxxxxxxxxxxa4582b46".to_owned(),
    ];
    for text in malformed {
        let error = Checksum::parse(&text).unwrap_err();
        assert_eq!(error.code(), Code::InvalidArgument, "{text:?}");
        assert_eq!(error.to_string(), "checksum must be 64 hexadecimal digits (SHA-256)");
    }
}

#[test]
fn the_status_of_a_response_that_is_verified() {
    for status in [200, 201, 203, 204, 226, 299] {
        assert_eq!(admit_response(status), Ok(()), "{status}");
    }
    assert_eq!(admit_response(206), Err(Error::Protocol(ProtocolFault::UnaskedPart)));
    for status in [0, 100, 199, 300, 304, 403, 404, 416, 500, 503, 999] {
        assert_eq!(admit_response(status), Err(Error::HttpStatus(status)), "{status}");
    }
}
