// Zips of any entries, for tests: names, modes and kinds that no tool would write.
import { Buffer } from "node:buffer";
import * as zlib from "node:zlib";

/**
 * @typedef {{
 *   path: string | Uint8Array,
 *   bytes?: string | Uint8Array,
 *   mode?: number,
 *   method?: number,
 *   flags?: number,
 * }} Entry
 */

const MADE_BY_UNIX = 3 << 8;
const UTF8 = 0x0800;

// Entries of `{ path, bytes?, mode?, method? }`, `path` a text or bytes. Modes are Unix's whole st_mode.
/** @param {Entry[]} entries */
export function zipped(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { path, bytes = "", mode = 0o100644, method = 8, flags = UTF8 } of entries) {
    const name = Buffer.from(/** @type {string} */ (path));
    const contents = Buffer.from(/** @type {string} */ (bytes));
    const data = method === 8 ? zlib.deflateRawSync(contents) : contents;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE(0x4eb0, 8); // a date of 2019
    common.writeUInt32LE(checksum(contents), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(contents.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(MADE_BY_UNIX | 20);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), madeBy, common, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, listed, end]));
}

// { path: text or bytes } as a zip.
/** @param {{ [path: string]: string | Uint8Array }} files */
export const zippedFiles = (files) => zipped(Object.entries(files).map(([path, bytes]) => ({ path, bytes })));

// Node 20 has no crc32.
/** @param {Uint8Array} bytes */
function checksum(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
}
