// A store of S3 that fails: for a while, for good, in the middle, or with a lie. What errors say, and what they never do.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { inspect, promisify } from "node:util";

import { arrayOf, bytesIn, digestOf, summariser } from "../support/archives.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf, folderOf, MIB } from "../support/saving.mjs";
import { archiveAt, BUCKET, keysOf, openUploads, startMoto, startProxy, startS3rver } from "./s3-servers.mjs";

const BYTES = bytesOf(200_000);
const CHECKSUM = digestOf(BYTES);
const row = (functionName) => ({ authorizerAppid: "wx1", env: "e", functionName });
const moto = await startMoto();
after(() => moto.close());
let places = 0;
const fresh = () => `place-${places++}`;

const xml = (code, more = "") =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>m</Message>${more}<RequestId>R1</RequestId></Error>`;

function refuse(outgoing, status, code, more) {
  outgoing.writeHead(status, { "x-amz-request-id": "R1", "content-type": "application/xml" });
  outgoing.end(xml(code, more));
  return true;
}

// An archive at moto behind a proxy, in a place of its own.
async function behind(t, answer, more) {
  const prefix = fresh();
  const proxy = await startProxy(t, moto, answer, more?.secretAccessKey ? more : undefined);
  return { archive: archiveAt(proxy, { prefix, ...more }), seen: proxy.seen, prefix: `${prefix}/` };
}

describe("a store that fails for a while", () => {
  it("is asked again: after 503, 429, 500 and a reset", async (t) => {
    const { archive, seen } = await behind(t, (_incoming, outgoing, number) => {
      if (number === 1) return refuse(outgoing, 503, "SlowDown");
      if (number === 2) return refuse(outgoing, 500, "InternalError");
      if (number === 4) return refuse(outgoing, 429, "SlowDown");
      if (number === 5) return outgoing.destroy() && true;
      return false;
    });
    assert.deepEqual(await archive.put(CHECKSUM, BYTES), { size: BYTES.length, stored: true });
    assert.equal(seen.length, 6);
    assert.ok((await bytesIn(await archive.get(CHECKSUM))).equals(BYTES));
  });

  it("fails in lists, parts and the finish of a snapshot, which is whole all the same", async (t) => {
    const { archive, prefix } = await behind(t, (_incoming, outgoing, number) =>
      number % 3 === 0 ? refuse(outgoing, 503, "SlowDown") : false,
    );
    for (const name of ["a", "b", "c", "d"]) await archive.writePart("one", name, [row(name)]);
    assert.equal((await archive.finish("one", summariser("one"))).functions, 4);
    assert.equal((await arrayOf(archive.snapshots())).length, 1);
    assert.deepEqual(await keysOf(moto, prefix), ["snapshots/one.ndjson"]);
  });

  it("has stored what it did not confirm", async (t) => {
    const lost = new Set();
    const { archive, prefix } = await behind(t, async (incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const isLast = method === "PUT" ? !url.includes("partNumber") : method === "POST" && url.includes("uploadId");
      if (!isLast || lost.has(url)) return false;
      lost.add(url);
      const body = Buffer.concat(await arrayOf(incoming));
      const sent = Object.fromEntries(
        Object.entries(headers).filter(([name]) => !/^(host|connection|content-length|expect)$/.test(name)),
      );
      await fetch(moto.endpoint + url, { method, headers: sent, body });
      outgoing.destroy();
      return true;
    });
    const large = bytesOf(65 * MIB);
    assert.equal((await archive.put(CHECKSUM, BYTES)).stored, true);
    assert.equal((await archive.put(digestOf(large), large)).stored, true);
    assert.deepEqual(lost.size, 2);
    assert.equal((await keysOf(moto, prefix)).length, 2);
    assert.equal(await openUploads(moto), 0);
  });

  it("answers 200 with an error to what completes an upload", async (t) => {
    let failures = 0;
    const { archive } = await behind(t, (incoming, outgoing) => {
      if (incoming.method !== "POST" || !incoming.url.includes("uploadId") || failures === 2) return false;
      failures++;
      incoming.resume();
      return refuse(outgoing, 200, "InternalError");
    });
    const large = bytesOf(64 * MIB + 1);
    assert.equal((await archive.put(digestOf(large), large)).stored, true);
    assert.equal(failures, 2);
  });
});

describe("a store that fails for good", () => {
  it("is WRITE_FAILED for what is written, HTTP_STATUS for what is read, with what the store said", async (t) => {
    const { archive, seen } = await behind(t, (_incoming, outgoing) => refuse(outgoing, 503, "SlowDown"), {
      attempts: 2,
    });
    const writes = [() => archive.put(CHECKSUM, BYTES), () => archive.writePart("one", "a", [row("f")])];
    for (const write of writes) {
      const { status, storage, peer, retryable } = await rejection(write(), "WRITE_FAILED");
      assert.deepEqual([status, storage.requestId, peer, retryable], [503, "R1", "storage", true]);
    }
    const reads = [
      () => archive.has(CHECKSUM),
      () => archive.get(CHECKSUM),
      () => arrayOf(archive.snapshots()),
      () => arrayOf(archive.parts("one")),
      () => arrayOf(archive.snapshot("one")),
      () => archive.finish("one", summariser("one")),
    ];
    for (const read of reads) assert.equal((await rejection(read(), "HTTP_STATUS")).peer, "storage");
    assert.equal(seen.length, 16, "each is tried twice");
  });

  it("and leaves no part of an upload where one part fails", async (t) => {
    const { archive, prefix } = await behind(t, (incoming, outgoing) => {
      if (!incoming.url.includes("partNumber=3")) return false;
      incoming.resume();
      return refuse(outgoing, 403, "AccessDenied");
    });
    const large = bytesOf(65 * MIB);
    const error = await rejection(archive.put(digestOf(large), large), "WRITE_FAILED");
    assert.deepEqual([error.status, error.storage], [403, { code: "AccessDenied", requestId: "R1" }]);
    assert.equal(await openUploads(moto), 0);
    assert.deepEqual(await keysOf(moto, prefix), []);
  });

  it("by an unknown bucket, or a redirect", async (t) => {
    const unknown = archiveAt(moto, { bucket: "unknown" });
    assert.equal((await rejection(arrayOf(unknown.snapshots()), "HTTP_STATUS")).storage.code, "NoSuchBucket");
    assert.equal((await rejection(unknown.put(CHECKSUM, BYTES), "WRITE_FAILED")).storage.code, "NoSuchBucket");
    const { archive, seen } = await behind(t, (_incoming, outgoing) => {
      outgoing.writeHead(307, { location: moto.endpoint });
      outgoing.end();
      return true;
    });
    assert.equal((await rejection(archive.has(CHECKSUM), "HTTP_STATUS")).status, 307);
    assert.equal(seen.length, 1);
  });

  it("by silence or by not being there is TIMEOUT and NETWORK", async (t) => {
    const { archive, seen } = await behind(t, () => true, { attempts: 2, attemptTimeoutMs: 50 });
    await rejection(archive.has(CHECKSUM), "TIMEOUT");
    assert.equal(seen.length, 2);
    const gone = await startS3rver(t);
    await gone.close();
    const { message } = await rejection(archiveAt(gone, { attempts: 2 }).has(CHECKSUM), "NETWORK");
    assert.match(message, /ECONNREFUSED/);
    await rejection(archiveAt(gone, { attempts: 1 }).put(CHECKSUM, BYTES), "WRITE_FAILED");
  });

  it("by a body that breaks off, or stops, errors the stream", async (t) => {
    for (const [code, end] of [
      ["TRUNCATED", (outgoing) => outgoing.destroy()],
      ["TIMEOUT", () => {}],
    ]) {
      const options = { attemptTimeoutMs: 1000 };
      const { archive, prefix } = await behind(
        t,
        (incoming, outgoing) => {
          if (incoming.method !== "GET") return false;
          outgoing.writeHead(200, { "content-length": String(BYTES.length) });
          outgoing.write(BYTES.subarray(0, 100_000), () => end(outgoing));
          return true;
        },
        options,
      );
      await archiveAt(moto, { prefix }).put(CHECKSUM, BYTES);
      await rejection(bytesIn(await archive.get(CHECKSUM)), code);
    }
  });

  it("by a list that is no list is PROTOCOL", async (t) => {
    const list = (inner) => `<ListBucketResult>${inner}</ListBucketResult>`;
    const texts = [
      ...["", "<html>", "{}", "<a/>", list("<Contents>"), list("<!-- -->"), `<!DOCTYPE a>${list("")}`],
      ...[list("&evil;"), list("<Contents><Key>elsewhere</Key><Size>1</Size></Contents>")],
      ...[list("<IsTruncated>true</IsTruncated>"), list("") + list(""), list("<a></b>")],
      list("<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>"),
    ];
    let text;
    const { archive } = await behind(t, (_incoming, outgoing) => outgoing.end(text) && true);
    for (text of texts) await rejection(arrayOf(archive.snapshots()), "PROTOCOL");
    text = list("");
    assert.deepEqual(await arrayOf(archive.snapshots()), []);
  });
});

it("a store that does not know If-None-Match, and says so, is written to without it", async (t) => {
  const { archive, seen } = await behind(t, (incoming, outgoing) => {
    if (incoming.headers["if-none-match"] === undefined) return false;
    incoming.resume();
    return refuse(outgoing, 501, "NotImplemented");
  });
  assert.equal((await archive.put(CHECKSUM, BYTES)).stored, true);
  await archive.finish("one", summariser("one"));
  assert.equal(seen.filter(({ headers }) => headers["if-none-match"]).length, 1, "asked once");
});

it("no error, and nothing that is stored, holds a key, a secret, a token or a signature", async (t) => {
  const canaries = { accessKeyId: "canary-id", secretAccessKey: "canary-secret", sessionToken: "canary-token" };
  const signatures = [];
  const echo = (incoming, outgoing, number) => {
    const { authorization } = incoming.headers;
    signatures.push(/Signature=([0-9a-f]{64})/.exec(authorization)[1]);
    incoming.resume();
    const said = `<AWSAccessKeyId>canary-id</AWSAccessKeyId><StringToSign>${authorization}</StringToSign>`;
    if (number % 2) outgoing.setHeader("x-amz-request-id", `canary ${authorization}`);
    return refuse(outgoing, 403, "SignatureDoesNotMatch", said);
  };
  const { archive } = await behind(t, echo, canaries);
  const throwing = archiveAt(moto, {
    ...canaries,
    attempts: 1,
    fetch: (url, { headers }) => Promise.reject(new Error(`${url} ${JSON.stringify([...headers])}`)),
  });
  const errors = [];
  for (const each of [archive, throwing]) {
    for (const call of [
      () => each.has(CHECKSUM),
      () => each.put(CHECKSUM, BYTES),
      () => each.writePart("one", "a", [row("f")]),
      () => arrayOf(each.snapshots()),
      () => each.finish("one", summariser("one")),
    ])
      errors.push(await call().then(assert.fail, (error) => error));
  }
  assert.equal(errors.length, 10);
  for (const error of errors) {
    const text = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
    assert.doesNotMatch(text, /canary|Signature=|list-type/);
    for (const signature of signatures) assert.ok(!text.includes(signature));
  }
});

it("without aws4fetch a call says what to install, and the rest of the entry works", async (t) => {
  const folder = folderOf(t);
  const entry = fileURLToPath(import.meta.resolve("wechat-function-link/fleet"));
  cpSync(dirname(entry), join(folder, "node_modules/wechat-function-link"), { recursive: true });
  const script = `
    import { s3Archive, fileArchive } from "wechat-function-link/fleet";
    const archive = s3Archive({ endpoint: "http://127.0.0.1:1", bucket: "${BUCKET}", accessKeyId: "a", secretAccessKey: "b" });
    const says = ({ code, advice }) => console.log(code, advice);
    await archive.has("${CHECKSUM}").catch(says);
    await archive.put("${CHECKSUM}", new Uint8Array(1)).catch(says);
    console.log(await fileArchive("a").has("${CHECKSUM}"));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
  });
  const line = "UNSUPPORTED_RUNTIME Install aws4fetch 1 beside this package: npm i aws4fetch\n";
  assert.equal(stdout, `${line}${line}false\n`);
});
