// Servers of S3, each on a free loopback port with data of its own, and a way around the archive to what they hold. MOTO is moto's folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer, request } from "node:http";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AwsClient } from "aws4fetch";
import S3rver from "s3rver";

import { s3Archive } from "wechat-function-link/fleet";

import { folderOf } from "../support/saving.mjs";
import { signatureOf } from "./s3-signature.mjs";

export const CREDENTIALS = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
export const BUCKET = "functions";

// Neither checks signatures: `startProxy` does.
// Python's, in memory. It knows conditions.
export async function startMoto() {
  const child = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, PYTHONPATH: process.env.MOTO },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = [];
  let endpoint;
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    endpoint = / (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
    if (endpoint) break;
  }
  assert.ok(endpoint, `moto ended: ${said.join("\n")}`);
  child.stderr.resume(); // a full pipe would stop it
  await fetch(`${endpoint}/${BUCKET}`, { method: "PUT" });
  const close = async () => {
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  };
  return { name: "moto", endpoint, hasConditions: true, close };
}

// JavaScript's, in a folder. It does not know conditions.
export async function startS3rver(t) {
  const directory = folderOf(t);
  const server = new S3rver({
    directory,
    address: "127.0.0.1",
    port: 0,
    silent: true,
    configureBuckets: [{ name: BUCKET }],
  });
  const { address, port } = await server.run();
  return { name: "s3rver", endpoint: `http://${address}:${port}`, hasConditions: false, close: () => server.close() };
}

export const archiveAt = ({ endpoint }, more) => s3Archive({ endpoint, bucket: BUCKET, ...CREDENTIALS, ...more });

const client = new AwsClient({ ...CREDENTIALS, service: "s3", region: "us-east-1", retries: 0 });
const ask = ({ endpoint }, path, init) => client.fetch(`${endpoint}/${BUCKET}${path}`, init);

// The keys below a prefix, without it.
export async function keysOf(server, prefix = "") {
  const keys = [];
  let token = "";
  do {
    const query = new URLSearchParams({ "list-type": "2", prefix, ...(token && { "continuation-token": token }) });
    const xml = await (await ask(server, `?${query}`)).text();
    for (const [, key] of xml.matchAll(/<Key>([^<]*)<\/Key>/g)) keys.push(key.slice(prefix.length));
    token = /<NextContinuationToken>([^<]*)</.exec(xml)?.[1] ?? "";
  } while (token);
  return keys.sort();
}

export async function bytesAt(server, key) {
  const response = await ask(server, `/${encodeURI(key)}`);
  assert.equal(response.status, 200, key);
  return Buffer.from(await response.arrayBuffer());
}

export async function overwrite(server, key, bytes) {
  assert.equal((await ask(server, `/${encodeURI(key)}`, { method: "PUT", body: bytes })).status, 200);
}

// The uploads that were begun and neither completed nor aborted. s3rver has no list of them.
export async function openUploads(server) {
  const xml = await (await ask(server, "?uploads")).text();
  return xml.match(/<Upload>/g)?.length ?? 0;
}

// A proxy before a server, which checks signatures and the digests of bodies. `answer` may answer a request by itself, and returns whether it
// did. The Host is kept: it is signed.
export async function startProxy(t, { endpoint }, answer, { secretAccessKey } = CREDENTIALS) {
  const seen = [];
  const wrong = [];
  const checkSigned = (incoming) => {
    const { method, url, headers } = incoming;
    const said = /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? "")?.[1];
    if (said === undefined || said !== signatureOf(incoming, secretAccessKey))
      wrong.push(`${method} ${url}: its signature`);
  };
  // Together with what reads it: nothing of it is lost.
  const checkBody = (incoming) => {
    const { method, url, headers } = incoming;
    const hash = createHash("sha256");
    incoming.on("data", (chunk) => hash.update(chunk));
    incoming.on("end", () => {
      if (hash.digest("hex") !== headers["x-amz-content-sha256"]) wrong.push(`${method} ${url}: its body`);
    });
  };
  const { hostname, port } = new URL(endpoint);
  const proxy = createServer(async (incoming, outgoing) => {
    seen.push(incoming);
    checkSigned(incoming);
    if (await answer(incoming, outgoing, seen.length)) return;
    const { method, url, headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (response) => {
      outgoing.writeHead(response.statusCode, response.rawHeaders);
      response.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    checkBody(incoming);
    incoming.pipe(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
    assert.deepEqual(wrong, []);
  });
  return { endpoint: `http://127.0.0.1:${proxy.address().port}`, seen };
}
