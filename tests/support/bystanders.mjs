// Calls of every kind that are under way, on real sockets, until they are released.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { asks, drained, packageOf, platform, relayOptions, relayRequest, sha256, soon } from "./border.mjs";
import { deferred } from "./faults.mjs";

/** @import { ServerResponse } from "node:http" */
/** @import { TestContext } from "node:test" */
/** @import { RelayAuditEntry } from "wechat-function-link/relay" */

/**
 * @typedef {typeof import("wechat-function-link") & typeof import("wechat-function-link/fs") & typeof import("wechat-function-link/relay")} Api
 */
/**
 * @typedef {[type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions]} Listening
 */

const CHECKSUM = sha256(packageOf("a"));

// A signal that counts its listeners.
export function watched() {
  const { signal } = new AbortController();
  const known = new Set();
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (/** @type {Listening} */ ...all) => (known.add(all[1]), add(...all));
  signal.removeEventListener = (/** @type {Listening} */ ...all) => (known.delete(all[1]), remove(...all));
  return { signal, listeners: () => known.size };
}

// Starts `count` of them. `begun` resolves when the half of each that comes before the gate is done; `finish()` opens the gate and asserts that
// all of them succeed, and that nothing of theirs stays open.
/** @param {TestContext} t @param {Api} api @param {string} folder @param {number} count */
export async function bystanders(
  t,
  { getFunctionLink, getFunctionLinks, downloadFunction, verifyChecksum, saveFunction, createRelay },
  folder,
  count,
) {
  const gate = deferred();
  const begun = deferred();
  const seen = { waiting: 0, open: 0 };
  const hold = (/** @type {ServerResponse} */ response, /** @type {() => void} */ answer) => {
    seen.open++;
    response.on("close", () => seen.open--);
    if (++seen.waiting === waitingInAll) begun.resolve();
    gate.promise.then(answer);
    return true;
  };
  const { url, options } = await platform(t, {
    link: (name, response) =>
      name === "slow" &&
      hold(response, () => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a?sign=x`, checksum: CHECKSUM }));
      }),
    storage: (name, response) => {
      if (name !== "half") return false;
      const bytes = packageOf("half");
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 1000));
      return hold(response, () => response.end(bytes.subarray(1000)));
    },
  });
  const { signal, listeners } = watched();
  /** @type {{ locked: boolean }[]} */
  const streams = [];
  /** @type {RelayAuditEntry[]} */
  const audited = [];
  const relay = createRelay(
    relayOptions({ ...options(), audit: (/** @type {RelayAuditEntry} */ entry) => audited.push(entry) }),
  );
  const given = () => ({ ...options(), signal });
  /** @param {string | undefined} checksum @param {string} [wanted] */
  const same = (checksum, wanted = CHECKSUM) => assert.equal(checksum, wanted);
  const half = sha256(packageOf("half"));
  /** @param {string} route @param {string} functionName @param {(bytes: Buffer) => void} check */
  const relayed = async (route, functionName, check) => {
    const response = await relay(relayRequest(route, { env: "border", functionName }));
    assert.equal(response.status, 200);
    check(Buffer.from(await response.arrayBuffer()));
  };
  let file = 0;
  const kinds = [
    async () => same((await getFunctionLink(asks("slow"), given())).checksum),
    async () =>
      same(
        (
          await getFunctionLink(
            asks("slow", { accessToken: async () => "token", authorizerAppid: `wx${file++}` }),
            given(),
          )
        ).checksum,
      ),
    async () => same((await drained(getFunctionLinks([asks("slow")], given())))[0].link?.checksum),
    async () => same(sha256((await downloadFunction(asks("half"), given())).bytes), half),
    async () => {
      /** @type {Buffer[]} */
      const chunks = [];
      const to = new WritableStream({ write: (chunk) => void chunks.push(Buffer.from(chunk)) });
      streams.push(to);
      await downloadFunction(asks("half"), { ...given(), to });
      same(sha256(Buffer.concat(chunks)), half);
    },
    async () => {
      const path = join(folder, `saved-${file++}.zip`);
      await saveFunction(asks("half"), path, given());
      same(sha256(readFileSync(path)), half);
    },
    () =>
      relayed("link", "slow", (bytes) =>
        same(/** @type {{ checksum: string }} */ (JSON.parse(bytes.toString())).checksum),
      ),
    () => relayed("download", "half", (bytes) => same(sha256(bytes), half)),
    async () => {
      const response = await fetch(`${url}/half?sign=x`);
      streams.push(/** @type {ReadableStream} */ (response.body));
      assert.equal(await verifyChecksum(response, half, { signal }), true);
    },
    async () => {
      const source = (async function* () {
        yield packageOf("a").subarray(0, 10);
        await gate.promise;
        yield packageOf("a").subarray(10);
      })();
      assert.equal(await verifyChecksum(source, CHECKSUM, { signal }), true);
    },
  ];
  // The last kind waits without the platform.
  const waitingInAll = Array.from({ length: count }, (_, index) => index % kinds.length).filter(
    (kind) => kind !== kinds.length - 1,
  ).length;
  const calls = Array.from({ length: count }, (_, index) =>
    kinds[index % kinds.length]().catch((error) => ({ failed: `kind ${index % kinds.length}`, error })),
  );
  return {
    begun: soon(begun.promise, "the bystanders' requests"),
    async finish() {
      gate.resolve();
      const failures = (await soon(Promise.all(calls), "the bystanders")).filter((outcome) => outcome !== undefined);
      assert.deepEqual(failures, []);
      assert.deepEqual([listeners(), streams.filter(({ locked }) => locked).length], [0, 0]);
      assert.equal(
        audited.length,
        Math.floor(count / kinds.length) * 2 + Math.max(0, Math.min(2, (count % kinds.length) - 6)),
      );
      assert.ok(audited.every(({ status, code }) => status === 200 && code === undefined));
      const closed = deferred();
      const look = () => (seen.open === 0 ? closed.resolve() : setImmediate(look));
      look();
      await soon(closed.promise, "the bystanders' responses");
    },
  };
}
