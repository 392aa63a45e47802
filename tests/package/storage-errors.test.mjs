// Errors of the storage host: Tencent COS's XML decides, and its Code and RequestId are on the error.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { CANARY_SIGNATURE, rejection } from "../support/calls.mjs";
import { elapsed } from "../support/faults.mjs";
import {
  PACKAGE,
  answer,
  both,
  cut,
  fails,
  head,
  pull,
  ranged,
  storage,
  succeeds,
  whole,
} from "../support/storage.mjs";

const ID = "NjBmYzA0YTBfOTQxYjIwMGJfMmU3Yw==";
const xml = (code, message = "words") =>
  `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>${code}</Code>\n\t<Message>${message}</Message>\n` +
  `\t<Resource>b.cos.r/a.zip?sign=${CANARY_SIGNATURE}</Resource>\n\t<RequestId>${ID}</RequestId>\n\t<TraceId>x</TraceId>\n</Error>\n`;
const refused = (status, code, headers = {}) =>
  answer(status, xml(code), { "content-type": "application/xml", ...headers });

describe("row 81: a storage host's XML", () => {
  // Code, status, the error's code, the numbers of requests for links and packages, and the advice.
  for (const [code, status, expected, links, packages, advice] of [
    ["AccessDenied", 403, "LINK_EXPIRED", 2, 2, /new link/],
    ["InvalidAccessKeyId", 403, "LINK_EXPIRED", 2, 2, /new link/],
    ["RequestTimeTooSkewed", 403, "HTTP_STATUS", 1, 1, /this machine's clock/],
    ["SignatureDoesNotMatch", 403, "HTTP_STATUS", 1, 1, /proxy or an options\.fetch that changes the link/],
    ["NoSuchKey", 404, "HTTP_STATUS", 1, 1, /upload the function again/],
    ["InvalidURI", 400, "HTTP_STATUS", 1, 1, /storage host/],
    ["UnavailableForLegalReasons", 451, "HTTP_STATUS", 1, 1, /storage host/],
    ["SlowDown", 503, "HTTP_STATUS", 1, 3, /5xx/],
  ]) {
    both(`row 81: ${code} by ${status} is ${expected}, with Code and RequestId`, async (t, target) => {
      const server = await storage(t, [refused(status, code)]);
      const error = await fails(server, target, expected);
      assert.deepEqual([error.status, error.peer, error.storage], [status, "storage", { code, requestId: ID }]);
      assert.deepEqual([server.links.length, server.requests.length], [links, packages]);
      assert.match(error.message, new RegExp(`storage host .*HTTP status ${status} \\(${code}\\)`));
      assert.match(error.advice, advice);
      assert.doesNotMatch(error.advice, /baseUrl/);
      assert.deepEqual(error.toJSON().storage, { code, requestId: ID });
    });
  }

  it("row 81: x-cos-request-id stands in for a body without a RequestId", async (t) => {
    for (const body of ["", "<html>no</html>", "<Error><Code>NoSuchKey</Code></Error>"]) {
      const server = await storage(t, [answer(404, body, { "x-cos-request-id": ID })]);
      const error = await rejection(pull(server), "HTTP_STATUS");
      assert.equal(error.storage.requestId, ID);
      assert.deepEqual(Object.keys(error.storage), body.includes("Code") ? ["code", "requestId"] : ["requestId"]);
    }
  });

  it("row 81: a body without them leaves storage out, and repeats nothing", async (t) => {
    for (const body of [
      "",
      "forbidden",
      `<Code>${"x".repeat(200)}</Code>`,
      `<Code>?sign=${CANARY_SIGNATURE}</Code>`,
      Buffer.from([0xff, 0xfe, 0]),
    ]) {
      const server = await storage(t, [answer(403, body)]);
      const error = await rejection(pull(server), "LINK_EXPIRED");
      assert.deepEqual([error.storage, error.peer, server.links.length], [undefined, "storage", 2]);
    }
  });

  both("row 81: an expired link in the middle of a package is renewed, and the package goes on", async (t, target) => {
    const server = await storage(t, [cut(70_000, { etag: '"one"' }), refused(403, "AccessDenied"), ranged()]);
    await succeeds(server, target);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.range),
      [undefined, "bytes=70000-", "bytes=70000-"],
    );
    assert.equal(server.links.length, 2);
  });

  both("row 81: a 503 in the middle is waited for by its Retry-After, and the package goes on", async (t, target) => {
    const server = await storage(t, [
      cut(70_000, { etag: '"one"' }),
      refused(503, "SlowDown", { "retry-after": "1" }),
      ranged(),
    ]);
    const [, took] = await elapsed(succeeds(server, target));
    assert.ok(took > 950, `${took} ms`);
  });
});

describe("row 81: a body that does not come", () => {
  const silent =
    (status, headers = {}) =>
    (_request, socket) => {
      head(socket, status, { "content-length": 500, ...headers });
      socket.write("<Error><Code>");
    };

  it("row 81: holds the decision no longer than the attempt", async (t) => {
    const server = await storage(t, [silent(404, { "x-cos-request-id": ID })]);
    const [error, took] = await elapsed(
      rejection(pull(server, { attemptTimeoutMs: 1000, maxAttempts: 1 }), "HTTP_STATUS"),
    );
    assert.deepEqual([error.status, error.storage, server.requests.length], [404, { requestId: ID }, 1]);
    assert.ok(took < 5000, `${took} ms`);
    await server.requests[0].closed;
  });

  it("row 81: does not hide that the link has expired", async (t) => {
    const server = await storage(t, [silent(403), whole()]);
    const { bytes } = await pull(server, { attemptTimeoutMs: 1000 });
    assert.ok(PACKAGE.equals(bytes));
    assert.equal(server.links.length, 2);
  });

  it("row 81: and a body without end are given up", async (t) => {
    const endless = (_request, socket) => {
      head(socket, 404, { "content-length": null });
      const pour = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, " ")));
      };
      socket.on("drain", pour);
      pour();
    };
    const server = await storage(t, [endless]);
    const error = await rejection(pull(server), "HTTP_STATUS");
    assert.deepEqual([error.status, error.storage], [404, undefined]);
    await server.requests[0].closed;
  });

  it("row 81: and one that breaks off leave the status", async (t) => {
    const server = await storage(t, [answer(404, "<Error>", { "content-length": 500 })]);
    assert.equal((await rejection(pull(server), "HTTP_STATUS")).status, 404);
  });
});
