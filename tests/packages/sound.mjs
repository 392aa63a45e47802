// Packages that are sound, in every form that writers give them.
import { crc32 } from "./bits.mjs";
import { DEFLATE, extra, STORED, timestamp, UTF_8, unicodePath, zip, zip64 } from "./raw-zip.mjs";

export const INDEX = { name: "index.js", data: "exports.main = async () => 'ok';\n" };
const NOTE = { name: "lib/note.txt", data: "a note\n" };
const NARROW = 0xffffffff;
/** 说明.txt in GBK. */
export const GBK = Buffer.from([0xcb, 0xb5, 0xc3, 0xf7, 0x2e, 0x74, 0x78, 0x74]);

const sizeOf = ({ data }) => data.length;
const tree = (...entries) =>
  Object.fromEntries(entries.map(({ name, path, data, link }) => [path ?? name, link ?? data]));
const tidy = (name, about, bytes, ...entries) => ({
  name,
  about,
  bytes,
  tree: tree(...(entries.length > 0 ? entries : [INDEX])),
  findings: [],
});

export const sound = [
  tidy(
    "sample",
    "the official sample: deflate, bit 3 with zeros in the local header, made by Unix",
    zip([{ ...INDEX, descriptor: true }]),
  ),
  {
    ...tidy("empty", "a zip without entries", zip([])),
    tree: {},
    findings: ["warning NO_INDEX"],
  },
  tidy(
    "stored",
    "two stored entries",
    zip([
      { ...INDEX, method: STORED },
      { ...NOTE, method: STORED },
    ]),
    INDEX,
    NOTE,
  ),
  tidy("deflated", "the same, deflated: the same contents", zip([INDEX, NOTE]), INDEX, NOTE),
  tidy(
    "other-order",
    "the same, the directory in another order",
    zip([NOTE, INDEX], { keepOrder: false }),
    INDEX,
    NOTE,
  ),
  {
    ...tidy("directories", "with directory entries", zip([INDEX, { name: "lib/" }, NOTE]), INDEX, NOTE),
    entries: [
      { path: "index.js", kind: "file" },
      { path: "lib/", kind: "directory" },
      { path: "lib/note.txt", kind: "file" },
    ],
  },
  tidy(
    "deflated-directory",
    "a directory entry that is an empty deflate stream",
    zip([INDEX, { name: "lib/", method: DEFLATE }, NOTE]),
    INDEX,
    NOTE,
  ),
  ...[12, 16, 20, 24].map((length) =>
    tidy(
      `descriptor-${length}`,
      `a data descriptor of ${length} bytes`,
      zip([
        { ...INDEX, descriptor: length },
        { ...NOTE, method: STORED, descriptor: length },
      ]),
      INDEX,
      NOTE,
    ),
  ),
  tidy(
    "descriptor-sizes",
    "bit 3, and the sizes in the local header all the same",
    zip([{ ...INDEX, descriptor: true, local: { size: sizeOf(INDEX), compressedSize: 9 } }]),
  ),
  tidy(
    "zip64-needless",
    "ZIP64 fields that no number needs",
    zip([{ ...INDEX, extra: zip64(sizeOf(INDEX), 0, 0) }], { wide: { needless: true } }),
  ),
  tidy("zip64-needed", "every number in ZIP64 fields", zip([wide(INDEX), wide(NOTE)], { wide: {} }), INDEX, NOTE),
  tidy("zip64-longer", "ZIP64's end record with a part for extensions", zip([INDEX], { wide: { more: 20 } })),
  tidy("comment", "a comment", zip([INDEX], { end: { comment: "made by hand" } })),
  tidy(
    "comment-signature",
    "a comment with the signature of an end record, which is none",
    zip([INDEX], { end: { comment: "PK\x05\x06 and so on, for longer than a record is" } }),
  ),
  tidy(
    "comment-short-signature",
    "a comment that ends in a signature",
    zip([INDEX], { end: { comment: "see PK\x05\x06" } }),
  ),
  tidy("padding", "an extra field that is padding", zip([{ ...INDEX, extra: Buffer.alloc(3) }])),
  tidy(
    "unknown-extra",
    "an extra field of an unknown kind, differing locally",
    zip([{ ...INDEX, extra: extra(0xcafe, Buffer.from("a")), localExtra: extra(0xcafe, Buffer.from("bcd")) }]),
  ),
  {
    ...tidy("made-by-dos", "made by DOS: a mode means nothing", zip([{ ...INDEX, madeBy: 0, mode: 0o100755 }])),
    entries: [{ path: "index.js", kind: "file", executable: false }],
  },
  {
    ...tidy(
      "executable",
      "made by Unix or by macOS, and executable",
      zip([INDEX, { ...NOTE, mode: 0o100755 }, { name: "run", data: "#", madeBy: 19, mode: 0o100700 }]),
      INDEX,
      NOTE,
      { name: "run", data: "#" },
    ),
    entries: [
      { path: "index.js", executable: false },
      { path: "lib/note.txt", executable: true },
      { path: "run", executable: true },
    ],
  },
  {
    ...tidy(
      "dates",
      "a date of the zip's own, an extended timestamp, and none",
      zip([{ ...INDEX, extra: timestamp(86400) }, NOTE, { name: "none", data: "", date: 0, time: 0 }]),
      INDEX,
      NOTE,
      { name: "none", data: "" },
    ),
    entries: [
      { path: "index.js", modified: 86400 },
      { path: "lib/note.txt", modified: Date.UTC(2024, 0, 2, 3, 4, 6) / 1000 },
      { path: "none", modified: null },
    ],
  },
  tidy(
    "name-utf8-flag",
    "a name with the UTF-8 flag",
    zip([INDEX, { name: "说明.txt", data: "x", flags: UTF_8 }]),
    INDEX,
    { path: "说明.txt", data: "x" },
  ),
  tidy(
    "name-plain-utf8",
    "UTF-8 without the flag, as macOS writes it",
    zip([INDEX, { name: "说明.txt", data: "x" }]),
    INDEX,
    { path: "说明.txt", data: "x" },
  ),
  tidy(
    "name-unicode-path",
    "Info-ZIP's Unicode path beside another name",
    zip([INDEX, { name: "#.txt", data: "x", extra: unicodePath("说明.txt", "#.txt") }]),
    INDEX,
    { path: "说明.txt", data: "x" },
  ),
  tidy(
    "name-unicode-path-stale",
    "a Unicode path whose CRC is of another name does not count",
    zip([INDEX, { name: "new.txt", data: "x", extra: unicodePath("old.txt", "other") }]),
    INDEX,
    { path: "new.txt", data: "x" },
  ),
  {
    ...tidy("name-gbk", "a name in GBK", zip([INDEX, { name: GBK, data: "x" }]), INDEX, {
      path: "说明.txt",
      data: "x",
    }),
    findings: ["info GBK_NAMES 说明.txt"],
  },
  {
    ...tidy(
      "name-undecodable",
      "a name that is neither",
      zip([INDEX, { name: Buffer.from([0xff, 0x2e, 0xfe]), data: "x" }]),
      INDEX,
      { path: "\\xff\\x2e\\xfe", data: "x" },
    ),
    findings: ["error NAME_UNDECODABLE \\xff\\x2e\\xfe"],
  },
  {
    ...tidy(
      "name-not-utf8",
      "the UTF-8 flag on a name that is not UTF-8",
      zip([INDEX, { name: GBK, data: "x", flags: UTF_8 }]),
      INDEX,
      { path: "\\xcb\\xb5\\xc3\\xf7\\x2e\\x74\\x78\\x74", data: "x" },
    ),
    findings: ["error NAME_UNDECODABLE \\xcb\\xb5\\xc3\\xf7\\x2e\\x74\\x78\\x74"],
  },
  tidy(
    "control-characters",
    "control characters in a name stay as they are",
    zip([INDEX, { name: "a\n\x1b[31m.txt", data: "x" }]),
    INDEX,
    { path: "a\n\x1b[31m.txt", data: "x" },
  ),
  tidy(
    "nested",
    "a zip within a zip is a file",
    zip([INDEX, { name: "inner.zip", method: STORED, data: zip([INDEX], { end: { comment: "inside" } }) }]),
    INDEX,
    { path: "inner.zip", data: zip([INDEX], { end: { comment: "inside" } }) },
  ),
  {
    ...tidy(
      "symlink",
      "a symbolic link within the package",
      zip([INDEX, { name: "node_modules/.bin/tool", data: "../tool/cli.js", mode: 0o120777 }]),
      INDEX,
      { path: "node_modules/.bin/tool", link: "../tool/cli.js" },
    ),
    findings: ["error SYMLINK node_modules/.bin/tool"],
    entries: [
      { path: "index.js", kind: "file" },
      { path: "node_modules/.bin/tool", kind: "symlink", size: 14 },
    ],
  },
];

/** An entry all of whose numbers are in ZIP64's field. */
function wide(entry) {
  const data = Buffer.from(entry.data);
  const packed = data;
  const offset = entry.name === INDEX.name ? 0 : 30 + INDEX.name.length + 20 + INDEX.data.length;
  return {
    ...entry,
    method: STORED,
    packed,
    crc: crc32(data),
    size: NARROW,
    compressedSize: NARROW,
    offset: NARROW,
    extra: zip64(data.length, packed.length, offset),
    localExtra: zip64(data.length, packed.length),
  };
}
