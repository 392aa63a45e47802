// Writes a package of so many bytes: stored and deflated entries of 5 MiB, incompressible.
import { randomFillSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { deflateRawSync } from "node:zlib";

import { DEFLATE, STORED, zip } from "../packages/raw-zip.mjs";

const [path, size] = process.argv.slice(2);
const block = 5 * 2 ** 20;
const data = randomFillSync(Buffer.alloc(block));
data.fill(0, 0, block / 10); // some of it is compressible
const packed = deflateRawSync(data);
const entries = [];
for (let at = 0, left = Number(size); left > 0; at++) {
  const isStored = at % 2 === 0;
  entries.push({ name: `${at}`, data, ...(isStored ? { method: STORED } : { method: DEFLATE, packed }) });
  left -= isStored ? data.length : packed.length;
}
writeFileSync(path, zip(entries));
