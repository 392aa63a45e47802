// More bytes than 32 bits count, by each engine: 4,200 MiB out of one buffer.
import assert from "node:assert/strict";
import { it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

const MIB = 2 ** 20;
const [PIECE, COUNT] = [8 * MIB, 525];
const SHA256_OF_4200_MIB_OF_ZEROS = "92f5a9ce66f3079a8128f4c3e3583a57f0d970f927810560df8764a148c275e7";

// The module takes five times as long as the runtime: it is the same module everywhere, so it is asked in Node alone.
for (const engine of globalThis.Deno ? ["host"] : ["host", "wasm"]) {
  it(`engine ${engine}: the digest and the counter of 4,200 MiB are exact`, async () => {
    const piece = new Uint8Array(PIECE);
    async function* pieces() {
      for (let at = 0; at < COUNT; at++) yield piece;
    }
    let last;
    const onProgress = ({ transferredBytes }) => {
      assert.ok(last === undefined || transferredBytes - last === PIECE);
      last = transferredBytes;
    };
    assert.equal(await verifyChecksum(pieces(), SHA256_OF_4200_MIB_OF_ZEROS, { engine, onProgress }), true);
    assert.equal(last, PIECE * COUNT);
  });
}
