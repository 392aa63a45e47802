// Verifies bytes by a checksum: this package by each engine, hash-wasm, @noble/hashes, node:crypto and WebCrypto. The same file runs in
// Node, Deno, Bun and Chromium. Peers are used as their documentation recommends for speed.
import { sha256 as noble } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { createSHA256, sha256 as hashWasmOnce } from "hash-wasm";

import { verifyNow } from "../pkg/core.js";
import { verifyChecksum } from "../pkg/index.js";
import { inTurn } from "./turns.mjs";

const KIB = 1024;
const MIB = 1024 * KIB;
const PIECE = 64 * KIB;

export const plan = (quick) => ({
  sizes: quick ? [64, PIECE, MIB] : [64, 256, KIB, 4 * KIB, 16 * KIB, PIECE, MIB, 16 * MIB, 64 * MIB],
  streamed: quick ? [MIB] : [PIECE, MIB, 64 * MIB],
  turns: quick ? { rounds: 3, milliseconds: 10 } : { rounds: 7, milliseconds: 25 },
});

function bytesOf(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  return bytes;
}

// In chunks of 64 KiB, as from the network.
async function* piecesOf(bytes) {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

const must = (verdict) => {
  if (verdict !== true) throw new Error("a wrong verdict");
};

export async function hashing({ quick, createHash }) {
  const { sizes, streamed, turns } = plan(quick);
  const batchMilliseconds = typeof document === "undefined" ? 2 : 5;
  const hasher = await createSHA256();
  const { subtle } = crypto;
  const records = [];
  // Warms up the process: first.mjs measures the first loading and compilation.
  await verifyChecksum(new Uint8Array(16 * MIB), "0".repeat(64));

  for (const size of sizes) {
    const bytes = bytesOf(size);
    const checksum = hasher.init().update(bytes).digest("hex");
    must(await verifyChecksum(bytes, checksum));
    const ways = {
      verifyChecksum: async () => must(await verifyChecksum(bytes, checksum)),
      "verifyChecksum, engine wasm": async () => must(await verifyChecksum(bytes, checksum, { engine: "wasm" })),
      "hash-wasm, reused": () => must(hasher.init().update(bytes).digest("hex") === checksum),
      "hash-wasm, promise": async () => must((await hashWasmOnce(bytes)) === checksum),
      "@noble/hashes": () => must(bytesToHex(noble(bytes)) === checksum),
      ...(size <= KIB && { "the module, synchronous": () => must(verifyNow(bytes, checksum)) }),
      ...(createHash && { createHash: () => must(createHash("sha256").update(bytes).digest("hex") === checksum) }),
      ...(subtle && {
        "crypto.subtle": async () =>
          must(bytesToHex(new Uint8Array(await subtle.digest("SHA-256", bytes))) === checksum),
      }),
    };
    records.push({ mode: "whole", size, times: await inTurn(ways, { ...turns, batchMilliseconds }) });
  }

  for (const size of streamed) {
    const bytes = bytesOf(size);
    const checksum = hasher.init().update(bytes).digest("hex");
    const ways = {
      verifyChecksum: async () => must(await verifyChecksum(piecesOf(bytes), checksum)),
      "verifyChecksum, engine wasm": async () =>
        must(await verifyChecksum(piecesOf(bytes), checksum, { engine: "wasm" })),
      "hash-wasm, reused": async () => {
        hasher.init();
        for await (const piece of piecesOf(bytes)) hasher.update(piece);
        must(hasher.digest("hex") === checksum);
      },
      "@noble/hashes": async () => {
        const hash = noble.create();
        for await (const piece of piecesOf(bytes)) hash.update(piece);
        must(bytesToHex(hash.digest()) === checksum);
      },
      ...(createHash && {
        createHash: async () => {
          const hash = createHash("sha256");
          for await (const piece of piecesOf(bytes)) hash.update(piece);
          must(hash.digest("hex") === checksum);
        },
      }),
    };
    records.push({ mode: "streamed", size, times: await inTurn(ways, { ...turns, batchMilliseconds }) });
  }
  return records;
}
