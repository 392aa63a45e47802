// Every entry's SHA-256: this package's inspectPackage, fflate, and in Node, Deno and Bun yauzl with the runtime's zlib. The same file
// runs in Chromium. Peers hash and nothing else; inspectPackage also checks CRCs, names and records, and hashes the package.
import { unzipSync } from "fflate";

import { inspectPackage } from "../pkg/package.js";
import { inTurn } from "./turns.mjs";

const TURNS = { milliseconds: 1, batchMilliseconds: 1 };

const must = (isSound, way) => {
  if (!isSound) throw new Error(`${way}: other digests`);
};

async function byInspecting(bytes) {
  const { entries } = await inspectPackage(bytes);
  return entries.map(({ checksum }) => checksum);
}

async function byFflate(bytes, digest) {
  const digests = [];
  for (const contents of Object.values(unzipSync(bytes))) digests.push(await digest(contents));
  return digests;
}

// `packages` is { name: bytes }; `peers` is { way: async (bytes, name) => digests }, `digest` the runtime's fastest.
export async function packages({ packages, quick, digest, peers = {} }) {
  const records = [];
  for (const [name, bytes] of Object.entries(packages)) {
    const all = { inspectPackage: byInspecting, fflate: (bytes) => byFflate(bytes, digest), ...peers };
    const expected = (await byFflate(bytes, digest)).toSorted().join();
    const ways = {};
    for (const [way, run] of Object.entries(all)) {
      const digests = await run(bytes, name);
      must(digests.toSorted().join() === expected, way);
      ways[way] = () => run(bytes, name);
    }
    records.push({ name, size: bytes.length, times: await inTurn(ways, { ...TURNS, rounds: quick ? 2 : 7 }) });
  }
  return records;
}
