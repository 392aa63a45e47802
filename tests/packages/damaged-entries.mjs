// Packages with an entry that lies: never compared or extracted.
import { tooFar, zeros } from "./bits.mjs";
import { complete, DEFLATE, descriptor, STORED, STREAMED, UTF_8, unicodePath, zip } from "./raw-zip.mjs";
import { GBK, INDEX } from "./sound.mjs";

const NOTE = { name: "note.txt", data: "a note, twice: a note\n" };

const bad = (name, about, bytes, ...findings) => ({ name, about, bytes, findings });
/** The second of two entries disagrees with its local header. */
const locally = (local, more = {}) => zip([INDEX, { ...NOTE, ...more, local }]);

export const damagedEntries = [
  bad(
    "duplicate",
    "two entries of one name",
    zip([INDEX, NOTE, { ...INDEX, data: "exports.main = 1;\n" }]),
    "error DUPLICATE_NAME index.js",
  ),
  bad(
    "duplicate-decoded",
    "one name in two encodings",
    zip([INDEX, { name: GBK, data: "1" }, { name: "说明.txt", data: "2" }]),
    "error DUPLICATE_NAME 说明.txt",
    "info GBK_NAMES 说明.txt",
  ),
  bad(
    "duplicate-unicode-path",
    "a Unicode path that is another's name",
    zip([INDEX, { ...INDEX, name: "a.js", extra: unicodePath("index.js", "a.js") }]),
    "error DUPLICATE_NAME index.js",
  ),
  bad(
    "duplicate-directory",
    "a directory twice",
    zip([INDEX, { name: "a/" }, { name: "a/" }]),
    "error DUPLICATE_NAME a/",
  ),
  bad("overlap", "an entry within another's data", overlapping(), "error OVERLAP inner.txt", "error OVERLAP outer.txt"),
  bad(
    "overlap-same",
    "two entries of one local header",
    zip([INDEX, { ...INDEX, absent: true, offset: 0, name: "note.txt" }]),
    "error OVERLAP index.js",
    "error OVERLAP note.txt",
    "error HEADER_MISMATCH note.txt",
  ),
  bad(
    "overlap-directory",
    "data that runs into the directory",
    zip([INDEX, { ...NOTE, method: STORED, compressedSize: 60, size: 60 }]),
    "error OVERLAP note.txt",
  ),
  bad(
    "local-missing",
    "no local header at an entry's offset",
    zip([INDEX, { ...NOTE, central: { offset: 3 } }]),
    "error OVERLAP index.js",
    "error LOCAL_HEADER_MISSING note.txt",
  ),
  bad(
    "local-behind",
    "an entry's offset behind the directory",
    zip([INDEX, { ...NOTE, central: { offset: 4000 } }]),
    "error UNEXPLAINED_BYTES index.js",
    "error LOCAL_HEADER_MISSING note.txt",
  ),
  bad(
    "local-name",
    "another name in the local header",
    locally({ name: "evil.txt" }),
    "error HEADER_MISMATCH note.txt",
  ),
  bad(
    "local-method",
    "another method in the local header",
    locally({ method: STORED }),
    "error HEADER_MISMATCH note.txt",
  ),
  bad("local-crc", "another CRC in the local header", locally({ crc: 1 }), "error HEADER_MISMATCH note.txt"),
  bad("local-size", "another size in the local header", locally({ size: 1 }), "error HEADER_MISMATCH note.txt"),
  bad(
    "local-compressed-size",
    "another compressed size in the local header",
    locally({ compressedSize: 1 }),
    "error HEADER_MISMATCH note.txt",
  ),
  bad("local-flags", "another flag in the local header", locally({ flags: UTF_8 }), "error HEADER_MISMATCH note.txt"),
  bad(
    "local-streamed",
    "bit 3 in the local header alone",
    locally({ flags: STREAMED }),
    "error HEADER_MISMATCH note.txt",
  ),
  bad("local-time", "another time in the local header", locally({ time: 1 }), "error HEADER_MISMATCH note.txt"),
  bad(
    "local-unicode-path",
    "another Unicode path in the local header",
    zip([INDEX, { ...NOTE, localExtra: unicodePath("evil.txt", "note.txt") }]),
    "error HEADER_MISMATCH note.txt",
  ),
  bad(
    "name-ambiguous",
    "the UTF-8 flag, and a Unicode path of another name",
    zip([INDEX, { ...NOTE, flags: UTF_8, extra: unicodePath("evil.txt", "note.txt") }]),
    "error HEADER_MISMATCH note.txt",
  ),
  bad(
    "descriptor-missing",
    "bit 3 without a data descriptor",
    zip([INDEX, { ...NOTE, descriptor: Buffer.alloc(0) }]),
    "error DESCRIPTOR_MISMATCH note.txt",
  ),
  bad(
    "descriptor-crc",
    "another CRC in the data descriptor",
    zip([INDEX, { ...NOTE, descriptor: { crc: 1 } }]),
    "error DESCRIPTOR_MISMATCH note.txt",
  ),
  bad(
    "descriptor-size",
    "another size in the data descriptor",
    zip([{ ...NOTE, descriptor: { size: 1 } }, INDEX]),
    "error DESCRIPTOR_MISMATCH note.txt",
  ),
  bad(
    "descriptor-unasked",
    "a data descriptor without bit 3",
    zip([INDEX, { ...NOTE, behind: descriptor(complete(NOTE)) }]),
    "error UNEXPLAINED_BYTES note.txt",
  ),
  bad("encrypted", "an encrypted entry", zip([INDEX, { ...NOTE, flags: 1 }]), "error ENCRYPTED note.txt"),
  ...[1, 9, 12, 14, 93, 95, 99].map((method) =>
    bad(`method-${method}`, `compression method ${method}`, zip([INDEX, { ...NOTE, method }]), "error METHOD note.txt"),
  ),
  bad("crc", "contents that are not the CRC's", zip([INDEX, { ...NOTE, crc: 1 }]), "error CRC_MISMATCH note.txt"),
  bad(
    "crc-stored",
    "the same, stored",
    zip([INDEX, { ...NOTE, method: STORED, crc: 1 }]),
    "error CRC_MISMATCH note.txt",
  ),
  bad("size-more", "more contents than declared", zip([INDEX, { ...NOTE, size: 3 }]), "error SIZE_MISMATCH note.txt"),
  bad(
    "size-fewer",
    "less contents than declared",
    zip([INDEX, { ...NOTE, size: 300 }]),
    "error SIZE_MISMATCH note.txt",
  ),
  bad(
    "size-stored",
    "a stored entry of two sizes",
    zip([INDEX, { ...NOTE, method: STORED, size: 300 }]),
    "error SIZE_MISMATCH note.txt",
  ),
  bad(
    "deflate-damaged",
    "no deflate stream",
    zip([INDEX, { ...NOTE, packed: Buffer.from("\x07 is no block", "latin1") }]),
    "error DEFLATE_DAMAGED note.txt",
  ),
  bad(
    "deflate-nothing",
    "an empty file said to be deflated, without any data",
    zip([INDEX, { name: "empty", method: DEFLATE, packed: Buffer.alloc(0) }]),
    "error DEFLATE_DAMAGED empty",
  ),
  bad(
    "deflate-cut-off",
    "a deflate stream that does not end",
    zip([INDEX, { name: "a", data: "0123456789", packed: zeros(9).subarray(0, 12), size: 2323 }]),
    "error DEFLATE_DAMAGED a",
  ),
  bad(
    "deflate-too-far",
    "a copy from before the contents",
    zip([
      { ...NOTE, data: "secret", method: STORED },
      { name: "a", data: "aaaa", packed: tooFar() },
    ]),
    "error DEFLATE_DAMAGED a",
    "warning NO_INDEX",
  ),
  bad(
    "deflate-trailing",
    "bytes behind a deflate stream",
    zip([INDEX, { name: "a", data: Buffer.alloc(2323), packed: Buffer.concat([zeros(9), Buffer.from("hidden")]) }]),
    "error DEFLATE_TRAILING a",
  ),
  bad(
    "directory-data",
    "a directory with contents",
    zip([INDEX, { name: "lib/", data: "hidden" }]),
    "error DIRECTORY_DATA lib/",
  ),
];

/** A stored entry whose data is another entry's local header and data. */
function overlapping() {
  const inner = { name: "inner.txt", data: "inside", method: STORED };
  const data = zip([inner]).subarray(0, 30 + inner.name.length + inner.data.length);
  const outer = { name: "outer.txt", data, method: STORED };
  return zip([outer, { ...inner, absent: true, offset: 30 + outer.name.length }, INDEX]);
}
