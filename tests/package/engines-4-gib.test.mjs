// More bytes than 32 bits count, by each engine: 4,200 MiB out of one buffer. In the small version, more bits than 32 bits count.
import assert from "node:assert/strict";
import { it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { soak } from "../support/soak.mjs";

const MIB = 2 ** 20;
const PIECE = 8 * MIB;
// The checksums of this many zeros.
const { COUNT, CHECKSUM } = soak(
  { COUNT: 525, CHECKSUM: "92f5a9ce66f3079a8128f4c3e3583a57f0d970f927810560df8764a148c275e7" },
  { COUNT: 65, CHECKSUM: "abf51ad954b246009dfe5a50ecd582fd5b8f1b8b27f30393853c3ef721e7fa6e" },
);

// The module takes five times as long as the runtime. It is the same everywhere, so it runs only in Node.
for (const engine of globalThis.Deno ? ["host"] : ["host", "wasm"]) {
  it(`engine ${engine}: the digest and the counter of ${(COUNT * PIECE) / MIB} MiB are exact`, async () => {
    const piece = new Uint8Array(PIECE);
    async function* pieces() {
      for (let at = 0; at < COUNT; at++) yield piece;
    }
    let last;
    const onProgress = ({ transferredBytes }) => {
      assert.ok(last === undefined || transferredBytes - last === PIECE);
      last = transferredBytes;
    };
    assert.equal(await verifyChecksum(pieces(), CHECKSUM, { engine, onProgress }), true);
    assert.equal(last, PIECE * COUNT);
  });
}
