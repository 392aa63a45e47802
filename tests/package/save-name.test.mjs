// Names of the file system's largest length. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { assertFiles, bytesOf, folderOf, PARTIAL, platform, save } from "../support/saving.mjs";

const OLD = bytesOf(1000);
const NEW = bytesOf(70_000);

// Names of exactly this many bytes, of characters of one to four bytes.
const ofBytes = (length, character) => {
  const size = Buffer.byteLength(character);
  return character.repeat(Math.floor(length / size)) + "z".repeat(length % size);
};

describe("row 72: a name is saved, new and replaced,", () => {
  for (const length of [209, 210, 211, 220, 251, 254, 255]) {
    for (const character of ["n", "é", "云", "😀", " "]) {
      it(`of ${length} bytes, of ${JSON.stringify(character)}`, async (t) => {
        const folder = folderOf(t);
        const name = ofBytes(length, character);
        assert.equal(Buffer.byteLength(name), length);
        const { url } = await platform(t, { login: NEW });
        const partial = new Set();
        const onProgress = () =>
          readdirSync(folder)
            .filter((found) => found !== name)
            .forEach((found) => partial.add(found));
        await save(url, "login", join(folder, name), { onProgress });
        assertFiles(folder, { [name]: NEW });
        writeFileSync(join(folder, name), OLD);
        await save(url, "login", join(folder, name), { onProgress });
        assertFiles(folder, { [name]: NEW });
        assert.equal(partial.size, 2);
        for (const found of partial) assert.ok(PARTIAL.test(found) && Buffer.byteLength(found) <= 64, found);
      });
    }
  }
});
