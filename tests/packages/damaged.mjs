// Packages whose records lie: never compared or extracted.
import { tooFar, zeros } from "./bits.mjs";
import { complete, DEFLATE, descriptor, endRecord, STORED, STREAMED, UTF_8, unicodePath, zip, zip64 } from "./raw-zip.mjs";
import { GBK, INDEX } from "./sound.mjs";

const NOTE = { name: "note.txt", data: "a note, twice: a note\n" };
const SOUND = zip([INDEX]);
const NARROW = 0xffffffff;

const bad = (name, about, bytes, ...findings) => ({ name, about, bytes, findings });
const none = (name, about, bytes, notZip) => ({ name, about, bytes: Buffer.from(bytes, "latin1"), notZip });

/** The sound package's end record, with other numbers. */
const end = (numbers) => zip([INDEX], { end: numbers });
/** The second of two entries disagrees with its local header. */
const locally = (local, more = {}) => zip([INDEX, { ...NOTE, ...more, local }]);

const records = [
  none("no-bytes", "no bytes at all", "", "NO_END_RECORD"),
  none("no-zip", "a text", "exports.main = 1;\n".repeat(9), "NO_END_RECORD"),
  none("cut-off", "a zip whose end is missing", SOUND.subarray(0, -10).toString("latin1"), "NO_END_RECORD"),
  none("no-directory", "an end record of a directory that is not there", endRecord({ count: 1, size: 46, offset: 0 }).toString("latin1"), "NO_DIRECTORY"),
  bad("prepended", "a program in front of the zip, which offsets do not count", zip([INDEX], { before: "#!/bin/sh\n" }), "error PREPENDED_BYTES"),
  bad("prepended-counted", "the same, and offsets count it", zip([INDEX], { before: "#!/bin/sh\n", shifted: false }), "error PREPENDED_BYTES"),
  bad("prepended-zip64", "the same before ZIP64's records", zip([INDEX], { before: "#!/bin/sh\n", wide: {} }), "error PREPENDED_BYTES"),
  bad("prepended-empty", "bytes in front of an empty zip", zip([], { before: "hello" }), "error PREPENDED_BYTES", "warning NO_INDEX"),
  bad("trailing", "bytes behind the zip", zip([INDEX], { after: "\r\n" }), "error TRAILING_BYTES"),
  bad("trailing-far", "more bytes behind it than a comment may have", zip([INDEX], { after: "\0".repeat(140_000) }), "error TRAILING_BYTES"),
  bad("comment-cut-off", "the end of the comment is missing", zip([INDEX], { end: { comment: "hello" } }).subarray(0, -3), "error MISSING_BYTES"),
  bad("front-cut-off", "the beginning is missing", zip([INDEX, NOTE]).subarray(5), "error MISSING_BYTES", "error LOCAL_HEADER_MISSING index.js"),
  bad("gap", "bytes between two entries", zip([{ ...INDEX, behind: "hidden" }, NOTE]), "error UNEXPLAINED_BYTES index.js"),
  bad("gap-before-directory", "bytes between the last entry and the directory", zip([INDEX, { ...NOTE, behind: "hidden" }]), "error UNEXPLAINED_BYTES note.txt"),
  bad("gap-before-end", "bytes between the directory and the end record", zip([INDEX], { between: "hidden" }), "error UNEXPLAINED_BYTES"),
  bad("second-end", "the end record twice", Buffer.concat([SOUND, SOUND.subarray(-22)]), "error SECOND_END_RECORD", "error UNEXPLAINED_BYTES"),
  bad("second-end-in-comment", "a comment that is an end record of no entries", end({ comment: endRecord({ count: 0, size: 0, offset: 0 }).toString("latin1") }), "error SECOND_END_RECORD", "error PREPENDED_BYTES", "warning NO_INDEX"),
  bad("second-end-padded", "the same with more behind it", end({ comment: `${endRecord({ count: 0, size: 0, offset: 0 }).toString("latin1")} ...` }), "error SECOND_END_RECORD"),
  bad("two-zips", "one zip behind another", Buffer.concat([zip([NOTE]), SOUND]), "error SECOND_END_RECORD", "error PREPENDED_BYTES"),
  bad("count-more", "the end record counts an entry more", end({ count: 2 }), "error COUNT_MISMATCH"),
  bad("count-fewer", "the end record counts an entry fewer", zip([INDEX, NOTE], { end: { count: 1 } }), "error COUNT_MISMATCH"),
  bad("count-here", "the two counts of the end record differ", end({ countHere: 2 }), "error COUNT_MISMATCH"),
  bad("directory-damaged", "the directory's second header has no signature", zip([INDEX, { ...NOTE, central: { signature: "PK\x01\x03" } }]), "error DIRECTORY_DAMAGED"),
  bad("directory-short", "the directory is said to end within a header", zip([INDEX, NOTE], { end: { size: 100 } }), "error DIRECTORY_DAMAGED", "error UNEXPLAINED_BYTES"),
  bad("disks-end", "the end record speaks of several disks", end({ disk: 1, directoryDisk: 1 }), "error SEVERAL_DISKS"),
  bad("disks-entry", "an entry is on another disk", zip([INDEX, { ...NOTE, disk: 1 }]), "error SEVERAL_DISKS note.txt"),
  bad("zip64-end", "ZIP64's end record disagrees with the other", zip([INDEX], { wide: { needless: true, count: 7 } }), "error ZIP64_MISMATCH", "error COUNT_MISMATCH"),
  bad("zip64-lost", "ZIP64's locator leads nowhere", zip([INDEX], { wide: { needless: true, more: 4, locator: { at: 3 } } }), "error ZIP64_MISMATCH", "error UNEXPLAINED_BYTES"),
  bad("zip64-disks", "ZIP64's locator speaks of several disks", zip([INDEX], { wide: { disks: 2 } }), "error SEVERAL_DISKS"),
  bad("zip64-field", "a needless ZIP64 field disagrees", zip([INDEX, { ...NOTE, extra: zip64(7, 7, 7) }]), "error ZIP64_MISMATCH note.txt"),
  bad("zip64-field-local", "the local header's ZIP64 field disagrees", zip([INDEX, { ...NOTE, localExtra: zip64(7, 7) }]), "error ZIP64_MISMATCH note.txt"),
  bad("zip64-field-missing", "a number that ZIP64 should replace, and does not", zip([INDEX, { ...NOTE, method: STORED, central: { size: NARROW } }]), "error ZIP64_MISMATCH note.txt", "error HEADER_MISMATCH note.txt", "error SIZE_MISMATCH note.txt", "warning UNPACKED_SIZE"),
  bad("zip64-field-twice", "two ZIP64 fields", zip([INDEX, { ...NOTE, extra: Buffer.concat([zip64(22), zip64(22)]), localExtra: Buffer.alloc(0) }]), "error ZIP64_MISMATCH note.txt"),
];

const entries = [
  bad("duplicate", "two entries of one name", zip([INDEX, NOTE, { ...INDEX, data: "exports.main = 1;\n" }]), "error DUPLICATE_NAME index.js"),
  bad("duplicate-decoded", "one name in two encodings", zip([INDEX, { name: GBK, data: "1" }, { name: "说明.txt", data: "2" }]), "error DUPLICATE_NAME 说明.txt", "info GBK_NAMES 说明.txt"),
  bad("duplicate-unicode-path", "a Unicode path that is another's name", zip([INDEX, { ...INDEX, name: "a.js", extra: unicodePath("index.js", "a.js") }]), "error DUPLICATE_NAME index.js"),
  bad("duplicate-directory", "a directory twice", zip([INDEX, { name: "a/" }, { name: "a/" }]), "error DUPLICATE_NAME a/"),
  bad("overlap", "an entry within another's data", overlapping(), "error OVERLAP inner.txt", "error OVERLAP outer.txt"),
  bad("overlap-same", "two entries of one local header", zip([INDEX, { ...INDEX, absent: true, offset: 0, name: "note.txt" }]), "error OVERLAP index.js", "error OVERLAP note.txt", "error HEADER_MISMATCH note.txt"),
  bad("overlap-directory", "data that runs into the directory", zip([INDEX, { ...NOTE, method: STORED, compressedSize: 60, size: 60 }]), "error OVERLAP note.txt"),
  bad("local-missing", "no local header at an entry's offset", zip([INDEX, { ...NOTE, central: { offset: 3 } }]), "error OVERLAP index.js", "error LOCAL_HEADER_MISSING note.txt"),
  bad("local-behind", "an entry's offset behind the directory", zip([INDEX, { ...NOTE, central: { offset: 4000 } }]), "error UNEXPLAINED_BYTES index.js", "error LOCAL_HEADER_MISSING note.txt"),
  bad("local-name", "another name in the local header", locally({ name: "evil.txt" }), "error HEADER_MISMATCH note.txt"),
  bad("local-method", "another method in the local header", locally({ method: STORED }), "error HEADER_MISMATCH note.txt"),
  bad("local-crc", "another CRC in the local header", locally({ crc: 1 }), "error HEADER_MISMATCH note.txt"),
  bad("local-size", "another size in the local header", locally({ size: 1 }), "error HEADER_MISMATCH note.txt"),
  bad("local-compressed-size", "another compressed size in the local header", locally({ compressedSize: 1 }), "error HEADER_MISMATCH note.txt"),
  bad("local-flags", "another flag in the local header", locally({ flags: UTF_8 }), "error HEADER_MISMATCH note.txt"),
  bad("local-streamed", "bit 3 in the local header alone", locally({ flags: STREAMED }), "error HEADER_MISMATCH note.txt"),
  bad("local-time", "another time in the local header", locally({ time: 1 }), "error HEADER_MISMATCH note.txt"),
  bad("local-unicode-path", "another Unicode path in the local header", zip([INDEX, { ...NOTE, localExtra: unicodePath("evil.txt", "note.txt") }]), "error HEADER_MISMATCH note.txt"),
  bad("name-ambiguous", "the UTF-8 flag, and a Unicode path of another name", zip([INDEX, { ...NOTE, flags: UTF_8, extra: unicodePath("evil.txt", "note.txt") }]), "error HEADER_MISMATCH note.txt"),
  bad("descriptor-missing", "bit 3 without a data descriptor", zip([INDEX, { ...NOTE, descriptor: Buffer.alloc(0) }]), "error DESCRIPTOR_MISMATCH note.txt"),
  bad("descriptor-crc", "another CRC in the data descriptor", zip([INDEX, { ...NOTE, descriptor: { crc: 1 } }]), "error DESCRIPTOR_MISMATCH note.txt"),
  bad("descriptor-size", "another size in the data descriptor", zip([{ ...NOTE, descriptor: { size: 1 } }, INDEX]), "error DESCRIPTOR_MISMATCH note.txt"),
  bad("descriptor-unasked", "a data descriptor without bit 3", zip([INDEX, { ...NOTE, behind: descriptor(complete(NOTE)) }]), "error UNEXPLAINED_BYTES note.txt"),
  bad("encrypted", "an encrypted entry", zip([INDEX, { ...NOTE, flags: 1 }]), "error ENCRYPTED note.txt"),
  ...[1, 9, 12, 14, 93, 95, 99].map((method) => bad(`method-${method}`, `compression method ${method}`, zip([INDEX, { ...NOTE, method }]), "error METHOD note.txt")),
  bad("crc", "contents that are not the CRC's", zip([INDEX, { ...NOTE, crc: 1 }]), "error CRC_MISMATCH note.txt"),
  bad("crc-stored", "the same, stored", zip([INDEX, { ...NOTE, method: STORED, crc: 1 }]), "error CRC_MISMATCH note.txt"),
  bad("size-more", "more contents than declared", zip([INDEX, { ...NOTE, size: 3 }]), "error SIZE_MISMATCH note.txt"),
  bad("size-fewer", "less contents than declared", zip([INDEX, { ...NOTE, size: 300 }]), "error SIZE_MISMATCH note.txt"),
  bad("size-stored", "a stored entry of two sizes", zip([INDEX, { ...NOTE, method: STORED, size: 300 }]), "error SIZE_MISMATCH note.txt"),
  bad("deflate-damaged", "no deflate stream", zip([INDEX, { ...NOTE, packed: Buffer.from("\x07 is no block", "latin1") }]), "error DEFLATE_DAMAGED note.txt"),
  bad("deflate-cut-off", "a deflate stream that does not end", zip([INDEX, { name: "a", data: "0123456789", packed: zeros(9).subarray(0, 12), size: 2323 }]), "error DEFLATE_DAMAGED a"),
  bad("deflate-too-far", "a copy from before the contents", zip([{ ...NOTE, data: "secret", method: STORED }, { name: "a", data: "aaaa", packed: tooFar() }]), "error DEFLATE_DAMAGED a", "warning NO_INDEX"),
  bad("deflate-trailing", "bytes behind a deflate stream", zip([INDEX, { name: "a", data: Buffer.alloc(2323), packed: Buffer.concat([zeros(9), Buffer.from("hidden")]) }]), "error DEFLATE_TRAILING a"),
  bad("directory-data", "a directory with contents", zip([INDEX, { name: "lib/", data: "hidden" }]), "error DIRECTORY_DATA lib/"),
];

/** A stored entry whose data is another entry's local header and data. */
function overlapping() {
  const inner = { name: "inner.txt", data: "inside", method: STORED };
  const data = zip([inner]).subarray(0, 30 + inner.name.length + inner.data.length);
  const outer = { name: "outer.txt", data, method: STORED };
  return zip([outer, { ...inner, absent: true, offset: 30 + outer.name.length }, INDEX]);
}

const bombs = [
  bad("bomb-flat", "1032 times its compressed size", zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000) }]), "error RATIO zeros"),
  { name: "bomb-small", about: "the same ratio, in less than 1 MiB", bytes: zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 4000), packed: zeros(4000) }]), findings: [] },
  bad("bomb-lying", "a bomb that declares ten bytes", zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000), size: 10 }]), "error SIZE_MISMATCH zeros"),
  { name: "bomb-nested", about: "a bomb within a zip is a file", bytes: zip([INDEX, { name: "inner.zip", method: DEFLATE, data: zip([{ name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000) }]) }]), findings: [] },
  { ...bad("too-many-bytes", "more bytes than allowed, in several entries", zip(["a", "b", "c"].map((name) => ({ name, data: Buffer.alloc(1 + 258 * 100), packed: zeros(100) }))), "error TOO_MANY_BYTES", "warning NO_INDEX"), limits: { maxBytes: 60_000 } },
  { ...bad("too-many-entries", "more entries than allowed", zip(["a", "b", "c"].map((name) => ({ name, data: name }))), "error TOO_MANY_ENTRIES", "warning NO_INDEX"), limits: { maxEntries: 2 } },
];

export const damaged = [...records, ...entries, ...bombs];
