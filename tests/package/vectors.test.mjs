// NIST's CAVP vectors for SHA-256, through the package, by each engine.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { soak } from "../support/soak.mjs";

const read = (name) => readFileSync(new URL(`../vectors/${name}`, import.meta.url), "latin1");
const ENGINES = ["auto", "wasm", "host"];
const bytesOf = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

for (const [name, count] of [
  ["SHA256ShortMsg.rsp", 65],
  ["SHA256LongMsg.rsp", 64],
]) {
  it(`${name}: ${count} messages`, async () => {
    const cases = [...read(name).matchAll(/Len = (\d+)\s+Msg = ([0-9a-f]+)\s+MD = ([0-9a-f]+)/g)];
    assert.equal(cases.length, count);
    for (const [, bits, text, digest] of cases) {
      const message = bytesOf(text).subarray(0, Number(bits) / 8);
      for (const engine of ENGINES) {
        assert.equal(await verifyChecksum(message, digest, { engine }), true, `Len = ${bits} by ${engine}`);
        if (message.length === 0) continue;
        message[0] ^= 1;
        assert.equal(
          await verifyChecksum(message, digest, { engine }),
          false,
          `Len = ${bits} by ${engine}, one bit flipped`,
        );
        message[0] ^= 1;
      }
    }
  });
}

// Each of the 100 checkpoints is a chain of 1,000 digests. The package does not return digests, so the runtime's SHA-256
// makes the chain, and the package verifies every link of it.
const CHECKPOINTS = soak(100, 10);
it(`SHA256Monte.rsp: ${CHECKPOINTS} checkpoints of 1,000 links`, async () => {
  const text = read("SHA256Monte.rsp");
  const checkpoints = [...text.matchAll(/MD = ([0-9a-f]+)/g)].map(([, digest]) => digest);
  assert.equal(checkpoints.length, 100);
  const { createHash } = await import("node:crypto");
  let seed = bytesOf(text.match(/Seed = ([0-9a-f]+)/)[1]);
  for (const checkpoint of checkpoints.slice(0, CHECKPOINTS)) {
    let last = [seed, seed, seed];
    for (let link = 0; link < 1000; link++) {
      const message = Buffer.concat(last);
      const digest = createHash("sha256").update(message).digest();
      for (const engine of ENGINES)
        assert.equal(await verifyChecksum(message, digest.toString("hex"), { engine }), true);
      last = [last[1], last[2], digest];
    }
    assert.equal(last[2].toString("hex"), checkpoint);
    seed = last[2];
  }
});
