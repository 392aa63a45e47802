// Packages whose end record, directory or extent lies: never compared or extracted.
import { endRecord, STORED, zip, zip64 } from "./raw-zip.mjs";
import { INDEX } from "./sound.mjs";

const NOTE = { name: "note.txt", data: "a note, twice: a note\n" };
const SOUND = zip([INDEX]);
const NARROW = 0xffffffff;

const bad = (name, about, bytes, ...findings) => ({ name, about, bytes, findings });
const none = (name, about, bytes, notZip) => ({ name, about, bytes: Buffer.from(bytes, "latin1"), notZip });
/** The sound package's end record, with other numbers. */
const end = (numbers) => zip([INDEX], { end: numbers });

export const damagedRecords = [
  none("no-bytes", "no bytes at all", "", "NO_END_RECORD"),
  none("no-zip", "a text", "exports.main = 1;\n".repeat(9), "NO_END_RECORD"),
  none("cut-off", "a zip whose end is missing", SOUND.subarray(0, -10).toString("latin1"), "NO_END_RECORD"),
  none(
    "no-directory",
    "an end record of a directory that is not there",
    endRecord({ count: 1, size: 46, offset: 0 }).toString("latin1"),
    "NO_DIRECTORY",
  ),
  bad(
    "prepended",
    "a program in front of the zip, which offsets do not count",
    zip([INDEX], { before: "#!/bin/sh\n" }),
    "error PREPENDED_BYTES",
  ),
  bad(
    "prepended-counted",
    "the same, and offsets count it",
    zip([INDEX], { before: "#!/bin/sh\n", shifted: false }),
    "error PREPENDED_BYTES",
  ),
  bad(
    "prepended-zip64",
    "the same before ZIP64's records",
    zip([INDEX], { before: "#!/bin/sh\n", wide: {} }),
    "error PREPENDED_BYTES",
  ),
  bad(
    "prepended-empty",
    "bytes in front of an empty zip",
    zip([], { before: "hello" }),
    "error PREPENDED_BYTES",
    "warning NO_INDEX",
  ),
  bad("trailing", "bytes behind the zip", zip([INDEX], { after: "\r\n" }), "error TRAILING_BYTES"),
  bad(
    "trailing-far",
    "more bytes behind it than a comment may have",
    zip([INDEX], { after: "\0".repeat(140_000) }),
    "error TRAILING_BYTES",
  ),
  bad(
    "comment-cut-off",
    "the end of the comment is missing",
    zip([INDEX], { end: { comment: "hello" } }).subarray(0, -3),
    "error MISSING_BYTES",
  ),
  bad(
    "front-cut-off",
    "the beginning is missing",
    zip([INDEX, NOTE]).subarray(5),
    "error MISSING_BYTES",
    "error LOCAL_HEADER_MISSING index.js",
  ),
  bad(
    "gap",
    "bytes between two entries",
    zip([{ ...INDEX, behind: "hidden" }, NOTE]),
    "error UNEXPLAINED_BYTES index.js",
  ),
  bad(
    "gap-before-directory",
    "bytes between the last entry and the directory",
    zip([INDEX, { ...NOTE, behind: "hidden" }]),
    "error UNEXPLAINED_BYTES note.txt",
  ),
  bad(
    "gap-before-end",
    "bytes between the directory and the end record",
    zip([INDEX], { between: "hidden" }),
    "error UNEXPLAINED_BYTES",
  ),
  bad(
    "second-end",
    "the end record twice",
    Buffer.concat([SOUND, SOUND.subarray(-22)]),
    "error SECOND_END_RECORD",
    "error UNEXPLAINED_BYTES",
  ),
  bad(
    "second-end-in-comment",
    "a comment that is an end record of no entries",
    end({ comment: endRecord({ count: 0, size: 0, offset: 0 }).toString("latin1") }),
    "error SECOND_END_RECORD",
    "error PREPENDED_BYTES",
    "warning NO_INDEX",
  ),
  bad(
    "second-end-padded",
    "the same with more behind it",
    end({ comment: `${endRecord({ count: 0, size: 0, offset: 0 }).toString("latin1")} ...` }),
    "error SECOND_END_RECORD",
  ),
  bad(
    "two-zips",
    "one zip behind another",
    Buffer.concat([zip([NOTE]), SOUND]),
    "error SECOND_END_RECORD",
    "error PREPENDED_BYTES",
  ),
  bad("count-more", "the end record counts an entry more", end({ count: 2 }), "error COUNT_MISMATCH"),
  bad(
    "count-fewer",
    "the end record counts an entry fewer",
    zip([INDEX, NOTE], { end: { count: 1 } }),
    "error COUNT_MISMATCH",
  ),
  bad("count-here", "the two counts of the end record differ", end({ countHere: 2 }), "error COUNT_MISMATCH"),
  bad(
    "directory-damaged",
    "the directory's second header has no signature",
    zip([INDEX, { ...NOTE, central: { signature: "PK\x01\x03" } }]),
    "error DIRECTORY_DAMAGED",
  ),
  bad(
    "directory-short",
    "the directory is said to end within a header",
    zip([INDEX, NOTE], { end: { size: 100 } }),
    "error DIRECTORY_DAMAGED",
    "error UNEXPLAINED_BYTES",
  ),
  bad("disks-end", "the end record speaks of several disks", end({ disk: 1, directoryDisk: 1 }), "error SEVERAL_DISKS"),
  bad("disks-entry", "an entry is on another disk", zip([INDEX, { ...NOTE, disk: 1 }]), "error SEVERAL_DISKS note.txt"),
  bad(
    "zip64-end",
    "ZIP64's end record disagrees with the other",
    zip([INDEX], { wide: { needless: true, count: 7 } }),
    "error ZIP64_MISMATCH",
    "error COUNT_MISMATCH",
  ),
  bad(
    "zip64-lost",
    "ZIP64's locator leads nowhere",
    zip([INDEX], { wide: { needless: true, more: 4, locator: { at: 3 } } }),
    "error ZIP64_MISMATCH",
    "error UNEXPLAINED_BYTES",
  ),
  bad(
    "zip64-disks",
    "ZIP64's locator speaks of several disks",
    zip([INDEX], { wide: { disks: 2 } }),
    "error SEVERAL_DISKS",
  ),
  bad(
    "zip64-field",
    "a needless ZIP64 field disagrees",
    zip([INDEX, { ...NOTE, extra: zip64(7, 7, 7) }]),
    "error ZIP64_MISMATCH note.txt",
  ),
  bad(
    "zip64-field-local",
    "the local header's ZIP64 field disagrees",
    zip([INDEX, { ...NOTE, localExtra: zip64(7, 7) }]),
    "error ZIP64_MISMATCH note.txt",
  ),
  bad(
    "zip64-field-missing",
    "a number that ZIP64 should replace, and does not",
    zip([INDEX, { ...NOTE, method: STORED, central: { size: NARROW } }]),
    "error ZIP64_MISMATCH note.txt",
    "error HEADER_MISMATCH note.txt",
    "error SIZE_MISMATCH note.txt",
    "warning UNPACKED_SIZE",
  ),
  bad(
    "zip64-field-twice",
    "two ZIP64 fields",
    zip([INDEX, { ...NOTE, extra: Buffer.concat([zip64(22), zip64(22)]), localExtra: Buffer.alloc(0) }]),
    "error ZIP64_MISMATCH note.txt",
  ),
];
