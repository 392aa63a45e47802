// A failed verification breaks the stream: never a clean end, and never the whole of a wrong package.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, it } from "node:test";

import { RUNTIME, startRelay } from "./client.mjs";

const BIG = randomBytes(1 << 20);
const SMALL = randomBytes(300);
const wish = { env: "broken", functionName: "package" };

const flipped = (bytes) => {
  const copy = Buffer.from(bytes);
  copy[copy.length - 1] ^= 1;
  return copy;
};

// The sandbox responds to the API call, `send` to the download.
function storage(send) {
  return ({ method }, response) => {
    if (method === "POST") return false;
    send(response);
    return true;
  };
}

async function download(t, bytes, send, config) {
  const relay = await startRelay(t, { answer: storage(send), config: { maxAttempts: 1, ...config } });
  relay.upstream.functions.push({ ...wish, package: new Uint8Array(bytes) });
  return { relay, ...(await relay.call("download", wish)) };
}

// A package that fits what a relay holds back is verified before its response begins. workerd ends a stream without a length cleanly
// though it broke: there such a package of any size is answered once it is whole.
const answersWhole = (size, name) => size === "one piece" || (RUNTIME === "workerd" && name.includes("no length"));

function assertError(status, headers, bytes) {
  assert.equal(status, 502);
  assert.equal(headers["content-type"], "application/json");
  assert.match(JSON.parse(bytes).error.code, /^(CHECKSUM_MISMATCH|TRUNCATED|EMPTY)$/);
}

describe("point 7: a wrong package is never seen whole, nor as an end", () => {
  for (const [size, bytes] of [
    ["one piece", SMALL],
    ["many pieces", BIG],
  ]) {
    for (const [name, wrong, send] of [
      [
        "one bit is flipped",
        flipped(bytes),
        (response, body) => response.writeHead(200, { "content-length": body.length }).end(body),
      ],
      ["one bit is flipped, no length", flipped(bytes), (response, body) => response.writeHead(200).end(body)],
      [
        "a byte too few",
        bytes.subarray(1),
        (response, body) => response.writeHead(200, { "content-length": body.length }).end(body),
      ],
      [
        "a byte too many, no length",
        Buffer.concat([bytes, Buffer.of(0)]),
        (response, body) => response.writeHead(200).end(body),
      ],
      [
        "broken off",
        bytes.subarray(0, -1),
        (response, body) => {
          response.writeHead(200, { "content-length": body.length + 1 });
          response.write(body, () => response.destroy());
        },
      ],
      [
        "broken off, no length",
        bytes.subarray(0, -1),
        (response, body) => {
          response.writeHead(200);
          response.write(body, () => response.destroy());
        },
      ],
    ]) {
      it(`${size}, ${name}`, async (t) => {
        const {
          relay,
          status,
          headers,
          complete,
          bytes: received,
        } = await download(t, bytes, (response) => send(response, wrong));
        if (answersWhole(size, name)) return assertError(status, headers, received);
        assert.equal(status, 200, "the head was sent before the bytes were known");
        assert.equal(headers["content-type"], "application/zip");
        assert.equal(complete, false);
        assert.ok(received.length < wrong.length, `${received.length} of ${wrong.length} bytes`);
        assert.ok(!received.includes("Error"), "no words of the server's own are among the bytes");
        assert.doesNotMatch(
          (await relay.written()).join("\n"),
          /CANARY|q-signature|127\.0\.0\.1/,
          "nor an address in the operator's terminal",
        );
      });
    }
  }

  it("nothing at all", async (t) => {
    const { status, headers, bytes } = await download(t, SMALL, (response) => response.writeHead(200).end());
    assertError(status, headers, bytes);
  });

  // An operator's fetch may give empty chunks: held back, they would release the real last chunk.
  it("an empty piece at the end", async (t) => {
    const wrong = flipped(BIG);
    const send = (response) => response.writeHead(200, { "content-length": wrong.length }).end(wrong);
    const { complete, bytes } = await download(t, BIG, send, { fetch: "has an empty piece at the end" });
    assert.equal(complete, false);
    assert.ok(bytes.length < wrong.length, `${bytes.length} of ${wrong.length} bytes`);
  });
});

describe("point 7: a right package arrives whole", () => {
  it("though its connection broke off, resumed", async (t) => {
    const ranges = [];
    const answer = ({ method, headers }, response) => {
      if (method === "POST") return false;
      ranges.push(headers.range);
      const first = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
      const part = BIG.subarray(first, first === 0 ? 400_000 : undefined);
      const span = first === 0 ? {} : { "content-range": `bytes ${first}-${BIG.length - 1}/${BIG.length}` };
      response.writeHead(first === 0 ? 200 : 206, { "content-length": BIG.length - first, etag: '"one"', ...span });
      response.write(part, () => (first === 0 ? response.destroy() : response.end()));
      return true;
    };
    const relay = await startRelay(t, { answer });
    relay.upstream.functions.push({ ...wish, package: new Uint8Array(BIG) });
    const { complete, bytes } = await relay.call("download", wish);
    assert.ok(complete && bytes.equals(BIG));
    assert.equal(ranges.length, 2);
    assert.match(ranges[1], /^bytes=[1-9]\d*-$/);
  });

  for (const [name, bytes, send] of [
    ["with its length", BIG, (response) => response.writeHead(200, { "content-length": BIG.length }).end(BIG)],
    ["without a length", BIG, (response) => response.writeHead(200).end(BIG)],
    [
      "byte by byte",
      SMALL,
      (response) => {
        response.writeHead(200);
        for (const byte of SMALL) response.write(Buffer.of(byte));
        response.end();
      },
    ],
    ["no bytes at all, as the checksum says", Buffer.alloc(0), (response) => response.writeHead(200).end()],
  ]) {
    it(name, async (t) => {
      const answered = await download(t, bytes, send);
      assert.equal(answered.complete, true);
      const digest = (value) => createHash("sha256").update(value).digest("hex");
      assert.equal(digest(answered.bytes), digest(bytes));
    });
  }
});
