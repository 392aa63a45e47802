// Writes the records of a zip, each field of which may lie.
import { crc32, deflated } from "./bits.mjs";

/** @typedef {string | Uint8Array} Data */
/** @typedef {{ crc: number, size: number, compressedSize: number }} Truth */
/** @typedef {Truth & { signature: string, name: Data, needed: number, flags: number, method: number, time: number, date: number, madeBy: number, mode: number, disk: number, extra: Buffer, offset: number }} Fields */
/** @typedef {Partial<Fields> & { name: Data, data?: Data, packed?: Buffer, descriptor?: true | number | Partial<Truth> | Buffer, local?: Partial<Fields>, central?: Partial<Fields>, localExtra?: Buffer, absent?: boolean, behind?: string }} Entry */
/** @typedef {ReturnType<typeof complete>} Complete */
/** @typedef {{ disk?: number, directoryDisk?: number, countHere?: number, count: number, size: number, offset: number, comment?: string }} End */
/** @typedef {{ disk?: number, count: number | bigint, size: number | bigint, offset: number | bigint, at: number, more?: number, disks?: number, locator?: { at?: number }, needless?: boolean }} Wide */
/** @typedef {{ before?: string, shifted?: boolean, between?: string, after?: string, end?: Partial<End>, wide?: Partial<Wide>, keepOrder?: boolean }} Around */

/** Little-endian numbers: `[value, bytes]` each. @param {[value: number | bigint, bytes: number][]} fields */
function numbers(...fields) {
  return Buffer.concat(
    fields.map(([value, length]) => {
      const bytes = Buffer.alloc(length);
      let rest = BigInt.asUintN(64, BigInt(value));
      for (let at = 0; at < length; at += 1, rest >>= 8n) bytes[at] = Number(rest & 255n);
      return bytes;
    }),
  );
}

export const STORED = 0;
export const DEFLATE = 8;
export const UTF_8 = 1 << 11;
export const STREAMED = 1 << 3;
export const UNIX = 3;

/** 2024-01-02, 03:04:06. */
const DATE = (44 << 9) | (1 << 5) | 2;
const TIME = (3 << 11) | (4 << 5) | 3;

const NARROW = 0xffffffff;

/** @param {Data} data */
const bufferOf = (data) => Buffer.from(/** @type {string} */ (data));

/** An extra field. @param {number} id @param {Buffer} data */
export const extra = (id, data) => Buffer.concat([numbers([id, 2], [data.length, 2]), data]);
/** ZIP64's extra field of these numbers. @param {(number | bigint)[]} values */
export const zip64 = (...values) => extra(1, Buffer.concat(values.map((value) => numbers([value, 8]))));
/** Info-ZIP's Unicode path. @param {string} name @param {string | Uint8Array} raw @param {number} [crc] */
export const unicodePath = (name, raw, crc = crc32(bufferOf(raw))) =>
  extra(0x7075, Buffer.concat([numbers([1, 1], [crc, 4]), Buffer.from(name)]));
/** The extended timestamp of a modification. @param {number} seconds */
export const timestamp = (seconds) => extra(0x5455, numbers([1, 1], [seconds, 4]));

/**
 * An entry's numbers: what is given, else what is true.
 * `packed` replaces the compressed data, `local` and `central` override one header, `descriptor` is `true`, the lengths
 * `12`, `16`, `20`, `24`, an object of wrong numbers or bytes.
 *
 * @param {Entry} entry
 */
export function complete(entry) {
  const data = bufferOf(entry.data ?? "");
  const method = entry.method ?? (data.length > 0 ? DEFLATE : STORED);
  const packed = entry.packed ?? (method === DEFLATE ? deflated(data) : data);
  const name = bufferOf(entry.name);
  const flags = (entry.flags ?? 0) | (entry.descriptor === undefined ? 0 : STREAMED);
  const truth = { crc: crc32(data), size: data.length, compressedSize: packed.length };
  const own = {
    time: TIME,
    date: DATE,
    madeBy: UNIX,
    mode: name.at(-1) === 0x2f ? 0o40755 : 0o100644,
    needed: 20,
    extra: Buffer.alloc(0),
    disk: 0,
  };
  return { ...own, ...truth, ...entry, name, method, flags, packed };
}

/** @param {Complete} entry */
function localHeader(entry) {
  const streamed = entry.flags & STREAMED ? { crc: 0, size: 0, compressedSize: 0 } : {};
  const own = { ...entry, ...streamed, extra: entry.localExtra ?? entry.extra, ...entry.local };
  const name = bufferOf(own.name);
  return Buffer.concat([
    Buffer.from(own.signature ?? "PK\x03\x04", "latin1"),
    numbers([own.needed, 2], [own.flags, 2], [own.method, 2], [own.time, 2], [own.date, 2]),
    numbers([own.crc, 4], [own.compressedSize, 4], [own.size, 4], [name.length, 2], [own.extra.length, 2]),
    name,
    own.extra,
  ]);
}

/** The data descriptor of a complete entry. @param {Complete} entry */
export function descriptor(entry) {
  if (Buffer.isBuffer(entry.descriptor)) return entry.descriptor;
  const wrong = typeof entry.descriptor === "object" ? entry.descriptor : {};
  const own = { crc: entry.crc, size: entry.size, compressedSize: entry.compressedSize, ...wrong };
  const length = typeof entry.descriptor === "number" ? entry.descriptor : 16;
  const wide = length >= 20 ? 8 : 4;
  const signature = length % 8 === 0 ? "PK\x07\x08" : "";
  return Buffer.concat([
    Buffer.from(signature, "latin1"),
    numbers([own.crc, 4], [own.compressedSize, wide], [own.size, wide]),
  ]);
}

/** @param {Complete & { offset: number }} entry */
function centralHeader(entry) {
  const own = { ...entry, ...entry.central };
  const name = bufferOf(own.name);
  return Buffer.concat([
    Buffer.from(own.signature ?? "PK\x01\x02", "latin1"),
    numbers(
      [(own.madeBy << 8) | 30, 2],
      [own.needed, 2],
      [own.flags, 2],
      [own.method, 2],
      [own.time, 2],
      [own.date, 2],
    ),
    numbers([own.crc, 4], [own.compressedSize, 4], [own.size, 4], [name.length, 2], [own.extra.length, 2], [0, 2]),
    numbers([own.disk, 2], [0, 2], [own.mode * 65536, 4], [own.offset, 4]),
    name,
    own.extra,
  ]);
}

/** An end record. @param {End} end */
export function endRecord({ disk = 0, directoryDisk = 0, countHere, count, size, offset, comment = "" }) {
  const text = Buffer.from(comment, "latin1");
  return Buffer.concat([
    Buffer.from("PK\x05\x06", "latin1"),
    numbers(
      [disk, 2],
      [directoryDisk, 2],
      [countHere ?? count, 2],
      [count, 2],
      [size, 4],
      [offset, 4],
      [text.length, 2],
    ),
    text,
  ]);
}

/** @param {Wide} wide */
function wideEnd({ disk = 0, count, size, offset, at, more = 0, disks = 1, locator = {} }) {
  return Buffer.concat([
    Buffer.from("PK\x06\x06", "latin1"),
    numbers([44 + more, 8], [45, 2], [45, 2], [disk, 4], [disk, 4], [count, 8], [count, 8], [size, 8], [offset, 8]),
    Buffer.alloc(more),
    Buffer.from("PK\x06\x07", "latin1"),
    numbers([0, 4], [locator.at ?? at, 8], [disks, 4]),
  ]);
}

/**
 * A zip. Entries as `complete` takes them, also `behind` (bytes behind the data), `absent` (no local header and data:
 * `offset` is given). `before` and `after` are bytes around the zip; with `shifted: false` offsets count them. `between` stands before
 * the end record, `wide` is what ZIP64's records say, `end` what the end record says.
 *
 * @param {Entry[]} entries
 * @param {Around} [around]
 */
export function zip(
  entries,
  { before = "", shifted = true, between = "", after = "", end = {}, wide, keepOrder = true } = {},
) {
  const front = Buffer.from(before, "latin1");
  let at = shifted ? 0 : front.length;
  /** @type {Buffer[]} */
  const locals = [];
  /** @type {Buffer[]} */
  const centrals = [];
  for (const entry of entries.map(complete)) {
    centrals.push(centralHeader({ offset: at, ...entry }));
    if (entry.absent) continue;
    const behind = entry.descriptor === undefined ? (entry.behind ?? "") : descriptor(entry);
    const bytes = Buffer.concat([
      localHeader(entry),
      entry.packed,
      Buffer.from(/** @type {string} */ (behind), "latin1"),
    ]);
    locals.push(bytes);
    at += bytes.length;
  }
  if (!keepOrder) centrals.reverse();
  const directory = Buffer.concat(centrals);
  const truth = { count: entries.length, size: directory.length, offset: at };
  const widened = wide && wideEnd({ ...truth, at: at + directory.length, ...wide });
  const saturated = wide && !wide.needless ? { count: 0xffff, size: NARROW, offset: NARROW } : {};
  const middle = Buffer.concat([Buffer.from(between, "latin1"), widened ?? Buffer.alloc(0)]);
  const last = endRecord({ ...truth, ...saturated, ...end });
  return Buffer.concat([front, ...locals, directory, middle, last, Buffer.from(after, "latin1")]);
}
