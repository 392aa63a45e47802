// saveFunction: the file after a success, and unchanged files after a failure.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import { assertFiles, bytesOf, folderOf, functionRequest, MIB, platform, sandboxOf, save } from "../support/saving.mjs";

const OLD = bytesOf(70_000);
const NEW = bytesOf(3 * MIB + 17);

// Sends the first half of a package, then neither bytes nor an end.
const stalling = (handler) => async (request) => {
  const answer = await handler(request);
  if (request.method !== "GET") return answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const half = new ReadableStream({ start: (controller) => controller.enqueue(bytes.slice(0, bytes.length >> 1)) });
  return new Response(half, { status: answer.status, headers: answer.headers });
};

describe("a saved function", () => {
  it("is the verified package, and what it was is told", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: NEW });
    const path = join(folder, "login.zip");
    const saved = await save(url, "login", path);
    assertFiles(folder, { "login.zip": NEW });
    assert.deepEqual(Object.keys(saved).sort(), ["checksum", "link", "path", "size"]);
    assert.equal(saved.path, path);
    assert.equal(saved.size, NEW.length);
    assert.equal(saved.link.checksum, saved.checksum);
    assert.equal(saved.link.errcode, 0);
    assert.ok(saved.link.url.startsWith(`${url}/`) && saved.link.expiresAt instanceof Date);
    assert.equal(await verifyChecksum(NEW, saved.checksum), true);
  });
  for (const length of [1, MIB - 1, MIB, MIB + 1, 2 * MIB]) {
    it(`of ${length} bytes is whole`, async (t) => {
      const folder = folderOf(t);
      const bytes = bytesOf(length);
      const { url } = await platform(t, { login: bytes });
      await save(url, "login", join(folder, "login.zip"));
      assertFiles(folder, { "login.zip": bytes });
    });
  }
  it("replaces the file that was there, at a path in any spelling", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: NEW });
    const name = "函数 #1 50%.zip";
    const path = join(folder, name);
    for (const spelling of [
      path,
      pathToFileURL(path),
      relative(process.cwd(), path),
      join(folder, ".", "x", "..", name),
    ]) {
      writeFileSync(path, OLD);
      const saved = await save(url, "login", spelling);
      assert.equal(saved.path, path);
      assertFiles(folder, { [name]: NEW });
    }
  });
  it("that was resumed in the middle is whole", async (t) => {
    const folder = folderOf(t);
    const { url, requests } = await platform(t, { login: { package: NEW, download: "truncated" } });
    await save(url, "login", join(folder, "login.zip"));
    assertFiles(folder, { "login.zip": NEW });
    assert.ok(requests.some(({ headers }) => headers.range));
  });
  it("that arrived wrong once is fetched afresh", async (t) => {
    const folder = folderOf(t);
    let wrong = 1;
    const once = (handler) => async (request) => {
      const answer = await handler(request);
      if (request.method !== "GET" || wrong-- < 1) return answer;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      bytes[bytes.length - 1] ^= 1;
      return new Response(bytes, { headers: answer.headers });
    };
    const { url } = await platform(t, { login: NEW }, once);
    await save(url, "login", join(folder, "login.zip"));
    assertFiles(folder, { "login.zip": NEW });
  });
});

describe("a path that is none is INVALID_ARGUMENT, and nothing is sent:", () => {
  const paths = [
    undefined,
    null,
    "",
    5,
    {},
    [],
    true,
    "a\0b",
    new URL("https://example.com/login.zip"),
    new URL("file://another-machine/login.zip"),
    new URL("file:///tmp/a%2Fb.zip"),
    new URL("file:///tmp/a%00b.zip"),
  ];
  for (const path of paths) {
    it(String(path instanceof URL ? path.href : JSON.stringify(path)), async (t) => {
      const { url, requests } = await platform(t, { login: NEW });
      const error = await rejection(save(url, "login", path), "INVALID_ARGUMENT");
      assert.match(error.message, /path/);
      assert.equal(requests.length, 0);
    });
  }
});

describe("the old file stays, and nothing is left beside it, where the download is", () => {
  const failing = async (t, functions, options, changed) => {
    const folder = folderOf(t);
    const path = join(folder, "login.zip");
    writeFileSync(path, OLD);
    const { url } = await platform(t, { login: { package: NEW, ...functions } }, changed);
    return { saving: save(url, "login", path, options), left: () => assertFiles(folder, { "login.zip": OLD }) };
  };
  const cases = [
    ["corrupt", "CHECKSUM_MISMATCH", { download: "corrupt" }],
    ["shortened", "CHECKSUM_MISMATCH", { download: "shortened" }],
    ["not there", "HTTP_STATUS", { download: "not-found" }],
    ["expired", "LINK_EXPIRED", { download: "expired" }],
    ["redirected elsewhere", "REDIRECT_REFUSED", { download: "redirect-elsewhere" }],
    ["encoded", "CONTENT_ENCODED", { download: "gzip" }],
    ["broken off", "TRUNCATED", { download: "truncated" }, { maxAttempts: 1 }],
    ["refused by the platform", "PERMISSION_DENIED", { errcode: 61007 }],
    ["too large", "TOO_LARGE", {}, { maxBytes: NEW.length - 1 }],
    ["stalled", "TIMEOUT", {}, { idleTimeoutMs: 50, maxAttempts: 1 }, stalling],
    ["late", "TIMEOUT", {}, { timeoutMs: 200 }, stalling],
    [
      "too large, though nobody declared it",
      "TOO_LARGE",
      {},
      { maxBytes: NEW.length - 1 },
      (handler) => async (request) => {
        const answer = await handler(request);
        answer.headers.delete("content-length");
        return answer;
      },
    ],
  ];
  for (const [what, code, functions, options, changed] of cases) {
    it(`${what}: ${code}`, async (t) => {
      const { saving, left } = await failing(t, functions, options, changed);
      await rejection(saving, code);
      left();
    });
  }
  it("aborted in the middle: the signal's reason", async (t) => {
    const controller = new AbortController();
    const reason = { mine: true };
    const onProgress = ({ transferredBytes }) => transferredBytes > NEW.length / 4 && controller.abort(reason);
    const { saving, left } = await failing(t, {}, { signal: controller.signal, onProgress }, stalling);
    await assert.rejects(saving, (error) => error === reason);
    left();
  });
  it("aborted before it began: the signal's reason", async (t) => {
    const { saving, left } = await failing(t, {}, { signal: AbortSignal.abort("never mind") });
    await assert.rejects(saving, (error) => error === "never mind");
    left();
  });
  it("watched by an onProgress that throws", async (t) => {
    const thrown = new Error("mine");
    const { saving, left } = await failing(
      t,
      {},
      {
        onProgress: () => {
          throw thrown;
        },
      },
    );
    await assert.rejects(saving, (error) => error === thrown || error.cause === thrown);
    left();
  });
});

it("aborted at any moment, a save either resolves to the new file or leaves the old one", async (t) => {
  const folder = folderOf(t);
  const path = join(folder, "login.zip");
  const small = bytesOf(300_000);
  const { fetch } = sandboxOf({ login: small });
  // This many turns of the event loop later.
  const turns = async (count) => {
    for (; count > 0; count--) await new Promise((resolve) => setImmediate(resolve));
  };
  const aborted = async (count) => {
    writeFileSync(path, OLD);
    const controller = new AbortController();
    const saving = saveFunction(functionRequest("login"), path, { fetch, signal: controller.signal }).then(
      () => "saved",
      (reason) => (assert.equal(reason, "enough"), "aborted"),
    );
    turns(count).then(() => controller.abort("enough"));
    const outcome = await saving;
    assertFiles(folder, { "login.zip": outcome === "saved" ? small : OLD });
    return outcome;
  };
  let longest = 1;
  while ((await aborted(longest)) === "aborted") longest *= 2;
  const outcomes = { saved: 0, aborted: 0 };
  for (let round = 0; round < 300; round++) {
    const outcome = await aborted(Math.floor(Math.random() * longest));
    outcomes[outcome]++;
    // About half of each, at any speed of the machine.
    longest = Math.max(2, longest * (outcome === "saved" ? 0.9 : 1 / 0.9));
  }
  t.diagnostic(`up to ${longest.toFixed(0)} turns: ${outcomes.saved} saved, ${outcomes.aborted} aborted`);
  assert.ok(outcomes.saved > 0 && outcomes.aborted > 0, JSON.stringify(outcomes));
  await turns(100);
  assertFiles(folder, { "login.zip": (await aborted(0)) === "saved" ? small : OLD });
});
