//! Deflate streams, sound and damaged, beside miniz_oxide: the same contents, and the same verdict.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use proptest::prelude::*;
use wechat_function_package::{Depth, EntryReader, Inspection, Limits, Manifest, Progress, Reason, Runtime, Step};

/// Nothing here has a name or a `package.json` that needs it.
struct Unasked;

impl Runtime for Unasked {
    fn gbk(&self, _: &[u8]) -> Option<String> {
        None
    }
    fn folded(&self, name: &str) -> String {
        name.to_owned()
    }
    fn manifest(&self, _: &[u8]) -> Option<Manifest> {
        None
    }
}

const MOST: usize = 1 << 20;

/// What miniz_oxide makes of a stream: its contents, where it ends with its last byte.
fn by_miniz(stream: &[u8]) -> Option<Vec<u8>> {
    let mut contents = vec![0; MOST];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, read, written) = decompress(&mut DecompressorOxide::new(), stream, &mut contents, 0, flags);
    contents.truncate(written);
    (status == TINFLStatus::Done && read == stream.len()).then_some(contents)
}

/// A zip of one entry whose headers are those of `contents`.
fn zip(stream: &[u8], contents: &[u8]) -> Vec<u8> {
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(contents);
    let mut shared = [20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0].to_vec();
    for number in [crc, u32::try_from(stream.len()).unwrap(), u32::try_from(contents.len()).unwrap()] {
        shared.extend(number.to_le_bytes());
    }
    shared.extend([1, 0, 0, 0]);
    let mut zip = [b"PK\x03\x04", shared.as_slice(), b"a", stream].concat();
    let directory = u32::try_from(zip.len()).unwrap();
    zip.extend([b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 14], b"a"].concat());
    let length = u32::try_from(zip.len()).unwrap() - directory;
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend([length.to_le_bytes(), directory.to_le_bytes()].concat());
    zip.extend([0, 0]);
    zip
}

/// What the reader makes of the entry.
fn by_reader(stream: &[u8], contents: &[u8]) -> Result<Vec<u8>, Reason> {
    let bytes = zip(stream, contents);
    let mut inspection = Inspection::new(Limits::default(), Depth::Headers);
    let report = loop {
        match inspection.step(&bytes.as_slice(), &Unasked) {
            Step::More => {}
            Step::Done(report) => break report,
            Step::NotZip(reason) => return Err(reason),
        }
    };
    assert!(report.forbids_comparing().is_none(), "{:?}", report.findings);
    let entry = report.entries.first().unwrap();
    let mut reader = EntryReader::new();
    // What an earlier stream leaves behind must not be reached.
    for round in 0..2 {
        reader.begin(&bytes.as_slice(), entry, u64::MAX)?;
        let mut read = Vec::new();
        let verdict = loop {
            match reader.next(&bytes.as_slice(), entry) {
                Progress::Chunk(chunk) => read.extend_from_slice(chunk),
                Progress::End => break Ok(read),
                Progress::Damaged(reason) => break Err(reason),
            }
        };
        if round == 1 || verdict.is_err() {
            return verdict;
        }
    }
    unreachable!()
}

fn assert_agreed(stream: &[u8]) {
    let expected = by_miniz(stream);
    let read = by_reader(stream, expected.as_deref().unwrap_or_default());
    match expected {
        Some(contents) => assert_eq!(read, Ok(contents), "{stream:02x?}"),
        None => assert!(read.is_err(), "miniz_oxide refuses {stream:02x?}"),
    }
}

/// Contents with repetitions near and far, and of every length up to a few chunks.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let piece = (prop::collection::vec(any::<u8>(), 1..40), 1usize..2000);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| {
        let mut contents: Vec<u8> = Vec::new();
        for (piece, times) in pieces {
            contents.extend(piece.repeat(times % (1 + 9000 / piece.len())));
            let back = contents.len().saturating_sub(times * 17);
            contents.extend_from_within(back..back + times.min(contents.len() - back));
        }
        contents.truncate(MOST);
        contents
    })
}

/// Nearly as far back as deflate reaches, again and again, wherever a chunk begins.
#[test]
fn far_distances() {
    let mut state = 1_u32;
    let noise = (0..32_500).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    let noise: Vec<u8> = noise.collect();
    for offset in [0, 1, 300, 20_000] {
        let contents = [&noise[..offset], &noise.repeat(9)].concat();
        let stream = compress_to_vec(&contents, 9);
        assert!(stream.len() < 3 * noise.len(), "{} bytes of a stream without distances", stream.len());
        assert_eq!(by_reader(&stream, &contents), Ok(contents));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sound_streams(contents in contents(), level in 0u8..=10) {
        let stream = compress_to_vec(&contents, level);
        prop_assert_eq!(by_reader(&stream, &contents), Ok(contents));
    }

    #[test]
    fn damaged_streams(
        contents in contents(),
        level in 0u8..=10,
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 1..4),
        is_near in any::<bool>(),
    ) {
        let mut stream = compress_to_vec(&contents, level);
        for (index, bit) in flips {
            // Headers of blocks, and their tables, are at the beginning.
            let end = if is_near { stream.len().min(100) } else { stream.len() };
            stream[index.index(end)] ^= 1 << bit;
        }
        assert_agreed(&stream);
    }

    #[test]
    fn streams_cut_off_and_followed_by_bytes(contents in contents(), level in 0u8..=10, cut in 1usize..20, more in 1usize..20) {
        let stream = compress_to_vec(&contents, level);
        let short = &stream[..stream.len().saturating_sub(cut).max(1)];
        if short.len() < stream.len() {
            prop_assert!(by_reader(short, &contents).is_err());
        }
        for byte in [0, 0xff] {
            let long = [stream.as_slice(), &vec![byte; more]].concat();
            prop_assert_eq!(by_reader(&long, &contents), Err(Reason::DeflateTrailing));
        }
    }

    #[test]
    fn noise(noise in prop::collection::vec(any::<u8>(), 1..300)) {
        assert_agreed(&noise);
    }
}
