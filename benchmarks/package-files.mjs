// Packages to inspect and to compare, the same in every run: many small files as in node_modules, and few large ones.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { strToU8, zipSync } from "fflate";

const WORDS = 1500;
const LETTERS = "etaoinsrhldcumfpgwybvkxjqz";
const MIB = 2 ** 20;

// Numbers below `end`, by xorshift.
function randomNumbers(seed) {
  let state = seed;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}

// Text that deflate makes about a third of, as it does of source code: few words are frequent, most are rare.
function textOf(size, below) {
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 3 + below(8) }, () => LETTERS[below(1 + below(26))]).join(""),
  );
  const bytes = new Uint8Array(size);
  const encoder = new TextEncoder();
  for (let at = 0; at < size; ) {
    const ends = ["(", ")", ";\n", ",", ".", " ", " = ", "\n  "];
    const text = words[below(1 + below(WORDS))] + ends[below(ends.length)];
    at += encoder.encodeInto(text, bytes.subarray(at)).written || size;
  }
  return bytes;
}

const INDEX = { "index.js": strToU8("exports.main = async () => 1;\n") };

// Between 200 bytes and 6 KiB each, 20 a folder.
function smallFiles(count) {
  const below = randomNumbers(20_260_101);
  const text = textOf(MIB, below);
  const files = { ...INDEX };
  for (let n = 1; n < count; n++) {
    const size = 200 + below(6000);
    const at = below(text.length - size);
    files[`lib/part-${Math.floor(n / 20)}/file-${n}.js`] = text.slice(at, at + size);
  }
  return files;
}

// Ten files.
function largeFiles(bytes) {
  const below = randomNumbers(20_260_102);
  const files = { ...INDEX };
  for (let n = 0; n < 10; n++) files[`data/table-${n}.csv`] = textOf(Math.floor(bytes / 10), below);
  return files;
}

// Every tenth file has a line more.
function edited(files) {
  const line = strToU8("// edited\n");
  return Object.fromEntries(
    Object.entries(files).map(([path, bytes], n) => {
      return [path, n % 10 === 0 ? new Uint8Array([...line, ...bytes]) : bytes];
    }),
  );
}

const zip = (files) => zipSync(files, { level: 6, mtime: "2026-01-01T00:00:00Z" });

// Writes the packages into a folder; returns their files by what they are.
export function writePackages(folder, quick) {
  const small = smallFiles(quick ? 200 : 2000);
  const made = {
    small,
    edited: edited(small),
    large: largeFiles((quick ? 2 : 100) * MIB),
    one: INDEX,
  };
  return Object.fromEntries(
    Object.entries(made).map(([name, files]) => {
      const file = join(folder, `${name}.zip`);
      writeFileSync(file, zip(files));
      return [name, file];
    }),
  );
}
