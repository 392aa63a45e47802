// Row 83: verifyChecksum of a Response that is not a package: an error page rejects, since `false` would mean a changed package.
import assert from "node:assert/strict";
import { it } from "node:test";

import { verifyChecksum } from "wechat-function-link";

import { fails, sha256 } from "../support/border.mjs";
import { freshCopy, invalid } from "../support/fresh.mjs";
import { httpServer } from "../support/server.mjs";

const PAGE = Buffer.from("<Error><Code>AccessDenied</Code></Error>");
const EMPTY = sha256("");

const statusServer = async (t) => {
  const { url } = await httpServer(t, ({ url }, response) => {
    const status = Number(url.slice(1));
    const headers = { 206: { "content-range": "bytes 0-39/80" }, 302: { location: "/200" } }[status] ?? {};
    response.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : PAGE);
  });
  return (status) => fetch(`${url}/${status}`, { redirect: "manual" });
};
// Options that the synchronous path takes, and those that it does not.
const OPTIONS = [
  undefined,
  { engine: "wasm" },
  { onProgress: () => assert.fail("it was read"), signal: new AbortController().signal },
];

for (const status of [302, 304, 400, 401, 403, 404, 410, 416, 429, 500, 503]) {
  it(`row 83: a Response of status ${status} is HTTP_STATUS, also where its bytes match`, async (t) => {
    const ask = await statusServer(t);
    for (const verify of [verifyChecksum, freshCopy().verifyChecksum]) {
      for (const options of OPTIONS) {
        for (const checksum of [sha256(PAGE), EMPTY]) {
          const response = await ask(status);
          const error = await fails(verify(response, checksum, options), "HTTP_STATUS");
          assert.deepEqual([error.status, error.retryable], [status, [429, 500, 503].includes(status)]);
          assert.match(error.message, new RegExp(String(status)));
          // Its body is the caller's to read.
          assert.deepEqual([response.bodyUsed, await response.text()], [false, status === 304 ? "" : String(PAGE)]);
        }
      }
    }
  });
}

it("row 83: a Response of status 206 is PROTOCOL: a part is not the package", async (t) => {
  const response = await (await statusServer(t))(206);
  await fails(verifyChecksum(response, sha256(PAGE)), "PROTOCOL");
  assert.equal(await response.text(), String(PAGE));
});

it("row 83: any other Response of 2xx is verified", async (t) => {
  const ask = await statusServer(t);
  for (const status of [200, 201, 203]) {
    assert.equal(await verifyChecksum(await ask(status), sha256(PAGE)), true);
    assert.equal(await verifyChecksum(await ask(status), EMPTY), false);
  }
  assert.equal(await verifyChecksum(await ask(204), EMPTY), true);
  assert.equal(await verifyChecksum(await ask(204), sha256(PAGE)), false);
});

it("row 83: a Response that has no status of its own, or whose body is used, is INVALID_ARGUMENT", async (t) => {
  const ask = await statusServer(t);
  await invalid(verifyChecksum(Response.error(), EMPTY), /of type "error"/);
  for (const type of ["opaque", "opaqueredirect"]) {
    const opaque = Object.defineProperties(new Response(null), { type: { value: type }, status: { value: 0 } });
    await invalid(verifyChecksum(opaque, EMPTY), /of type "opaque/);
  }
  const used = await ask(200);
  await used.arrayBuffer();
  await invalid(verifyChecksum(used, EMPTY), /used already/);
  // Invalid arguments are the first error.
  await invalid(verifyChecksum(await ask(403), "x"), /checksum/);
});

it("row 83: objects that only resemble a Response", async () => {
  const iterable = {
    async *[Symbol.asyncIterator]() {
      yield PAGE;
    },
  };
  for (const more of [{ status: 403 }, { status: 403, bodyUsed: "no" }]) {
    assert.equal(
      await verifyChecksum({ ...iterable, ...more }, sha256(PAGE)),
      true,
      "an iterable of bytes has no status",
    );
  }
  const response = (status) => ({ bodyUsed: false, status, headers: new Map(), body: iterable });
  await fails(verifyChecksum(response(403), sha256(PAGE)), "HTTP_STATUS");
  for (const status of [200, undefined, "403", NaN, 1e9, -1, 403.5]) {
    assert.equal(await verifyChecksum(response(status), sha256(PAGE)), true, String(status));
  }
});
