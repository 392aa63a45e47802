// Packages that are larger than they look.
import { zeros } from "./bits.mjs";
import { DEFLATE, zip } from "./raw-zip.mjs";
import { INDEX } from "./sound.mjs";

const bad = (name, about, bytes, ...findings) => ({ name, about, bytes, findings });

export const bombs = [
  bad(
    "bomb-flat",
    "1032 times its compressed size",
    zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000) }]),
    "error RATIO zeros",
  ),
  {
    name: "bomb-small",
    about: "the same ratio, in less than 1 MiB",
    bytes: zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 4000), packed: zeros(4000) }]),
    findings: [],
  },
  bad(
    "bomb-lying",
    "a bomb that declares ten bytes",
    zip([INDEX, { name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000), size: 10 }]),
    "error SIZE_MISMATCH zeros",
  ),
  {
    name: "bomb-nested",
    about: "a bomb within a zip is a file",
    bytes: zip([
      INDEX,
      {
        name: "inner.zip",
        method: DEFLATE,
        data: zip([{ name: "zeros", data: Buffer.alloc(1 + 258 * 16_000), packed: zeros(16_000) }]),
      },
    ]),
    findings: [],
  },
  {
    ...bad(
      "too-many-bytes",
      "more bytes than allowed, in several entries",
      zip(["a", "b", "c"].map((name) => ({ name, data: Buffer.alloc(1 + 258 * 100), packed: zeros(100) }))),
      "error TOO_MANY_BYTES",
      "warning NO_INDEX",
    ),
    limits: { maxBytes: 60_000 },
  },
  {
    ...bad(
      "too-many-entries",
      "more entries than allowed",
      zip(["a", "b", "c"].map((name) => ({ name, data: name }))),
      "error TOO_MANY_ENTRIES",
      "warning NO_INDEX",
    ),
    limits: { maxEntries: 2 },
  },
];
