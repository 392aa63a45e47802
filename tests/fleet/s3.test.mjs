// Archives in S3: what every archive does, and what is S3's own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";

import { s3Archive } from "wechat-function-link/fleet";

import { archiveSuite } from "../package/archive-suite.mjs";
import { arrayOf, bytesIn, digestOf, filesIn, summariser } from "../support/archives.mjs";
import { fleetOf, merchantOf } from "../support/fleets.mjs";
import { bytesOf, MIB } from "../support/saving.mjs";

import {
  archiveAt,
  BUCKET,
  bytesAt,
  keysOf,
  openUploads,
  overwrite,
  startMoto,
  startProxy,
  startS3rver,
} from "./s3-servers.mjs";

const servers = [await startMoto(), await startS3rver({ after })];
after(() => Promise.all(servers.map((server) => server.close())));
let places = 0;

for (const server of servers) {
  const fresh = () => `place ${places++}/é`;
  archiveSuite(server.name, () => {
    const prefix = fresh();
    return {
      archive: archiveAt(server, { prefix }),
      other: archiveAt(server, { prefix: `${prefix}/` }),
      isExclusive: server.hasConditions,
      paths: () => keysOf(server, `${prefix}/`),
      read: (path) => bytesAt(server, `${prefix}/${path}`),
      overwrite: (path, bytes) => overwrite(server, `${prefix}/${path}`, bytes),
    };
  });

  describe(`${server.name} as a store`, () => {
    it("takes a package of more than 64 MiB in parts, of an unknown length, and gives it back", async () => {
      const prefix = fresh();
      const archive = archiveAt(server, { prefix });
      const bytes = bytesOf(65 * MIB + 7);
      const source = new Blob([bytes]).stream();
      assert.deepEqual(await archive.put(digestOf(bytes), source), { size: bytes.length, stored: true });
      assert.ok((await bytesIn(await archive.get(digestOf(bytes)))).equals(bytes));
      assert.deepEqual(await archive.put(digestOf(bytes), bytes), { size: bytes.length, stored: false });
      if (server.name === "moto") assert.equal(await openUploads(server), 0);
    });

    // s3rver makes its tokens by DES, which OpenSSL 3 does not have.
    const hasPages = server.name === "moto";
    it("lists more than 1,000 parts, and loses them all", { skip: !hasPages }, async () => {
      const prefix = fresh();
      const archive = archiveAt(server, { prefix });
      const names = Array.from({ length: 1030 }, (_, index) => `part-${index}`);
      for (let at = 0; at < names.length; at += 32)
        await Promise.all(
          names.slice(at, at + 32).map((name, index) => {
            const functionName = `f${at + index}`;
            return archive.writePart("one", name, at < 64 ? [{ authorizerAppid: "wx1", env: "e", functionName }] : []);
          }),
        );
      assert.deepEqual((await arrayOf(archive.parts("one"))).sort(), names.sort());
      assert.equal((await archive.finish("one", summariser("one"))).functions, 64);
      assert.deepEqual(await keysOf(server, `${prefix}/`), ["snapshots/one.ndjson"]);
    });

    it("has the same snapshot as a folder, byte for byte, but for its times", async (t) => {
      const functions = Array.from({ length: 12 }, (_, n) => ({ functionName: `f${n}`, package: bytesOf(2000 + n) }));
      const fleet = fleetOf(t, { wx1: merchantOf({ prod: functions }), wx2: merchantOf({ prod: functions.slice(4) }) });
      const prefix = fresh();
      const archive = archiveAt(server, { prefix });
      const summaries = [await fleet.snapshot({ id: "one" }), await fleet.snapshot({ id: "one", archive })];
      const timeless = (text) => text.replace(/"(startedAt|endedAt)":"[^"]*"/g, '"$1":""');
      const texts = [
        readFileSync(join(fleet.folder, "snapshots/one.ndjson"), "utf8"),
        (await bytesAt(server, `${prefix}/snapshots/one.ndjson`)).toString(),
      ].map(timeless);
      assert.equal(texts[1], texts[0]);
      assert.deepEqual(summaries[1].packages, summaries[0].packages);
      assert.deepEqual(await keysOf(server, `${prefix}/`), filesIn(fleet.folder));
      // Compared with itself through the archive: nothing is stored, nothing has changed.
      const again = await fleet.snapshot({ id: "two", archive });
      assert.deepEqual([again.previous, again.packages.stored, again.drift.unchanged], ["one", 0, 20]);
    });
  });
}

it("every request is signed, whatever is in a key, with temporary credentials too", async (t) => {
  const [moto] = servers;
  const more = { secretAccessKey: "another secret".replace(" ", "/"), sessionToken: "a+b/c==" };
  const proxy = await startProxy(t, moto, () => false, more);
  const archive = archiveAt(proxy, { ...more, prefix: "a b+c/é~!'()*/&=?#%41/$,;:@", region: "eu-central-1" });
  const bytes = bytesOf(64 * MIB + 1);
  await archive.put(digestOf(bytes), bytes);
  for (const part of ["a b", "%41", "é"])
    await archive.writePart("one", part, [{ authorizerAppid: "wx1", env: "e", functionName: part }]);
  assert.equal((await archive.finish("one", summariser("one"))).functions, 3);
  assert.equal((await arrayOf(archive.snapshots())).length, 1);
  assert.ok((await bytesIn(await archive.get(digestOf(bytes)))).equals(bytes));
  assert.ok(proxy.seen.length > 15 && proxy.seen.every(({ headers }) => headers["x-amz-security-token"] === "a+b/c=="));
});

it("an empty object is no snapshot", async () => {
  const [moto] = servers;
  await overwrite(moto, "empty/snapshots/one.ndjson", "");
  assert.deepEqual(await arrayOf(archiveAt(moto, { prefix: "empty" }).snapshots()), []);
});

it("an option that is malformed is INVALID_ARGUMENT at the call, and is not shown", () => {
  const good = { endpoint: "http://127.0.0.1:1", bucket: BUCKET, accessKeyId: "a", secretAccessKey: "b" };
  const bad = [
    ...["", "s3.example", "ftp://s3.example", "https://a:b@s3.example", "https://s3.example/?canary", 7].map(
      (endpoint) => ({ endpoint }),
    ),
    ...["", "a", "../up", "a..b", "a/b", 7].map((bucket) => ({ bucket })),
    ...["/a", "a//b", "a/../b", "./a", "\ud800", "a\u0000", "x".repeat(500), 7].map((prefix) => ({ prefix })),
    ...["", "can\nary", 7, undefined].flatMap((text) => [{ accessKeyId: text }, { secretAccessKey: text }]),
    ...[{ sessionToken: "can ary" }, { region: "" }, { fetch: 7 }, { attempts: 0 }, { attemptTimeoutMs: 0.5 }],
  ];
  s3Archive(good);
  for (const one of bad) {
    const check = ({ code, message }) => code === "INVALID_ARGUMENT" && !/can.?ary/.test(message);
    assert.throws(() => s3Archive({ ...good, ...one }), check, JSON.stringify(one));
  }
  for (const one of [undefined, null, 7]) assert.throws(() => s3Archive(one), { code: "INVALID_ARGUMENT" });
});
