// Row 54: values of a caller's own prototype count in every function.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";

import {
  asks,
  drained,
  fails,
  packageOf,
  platform,
  relayOptions,
  relayRequest,
  sha256,
  soon,
} from "../support/border.mjs";
import { folderOf } from "../support/saving.mjs";

const CHECKSUM = sha256(packageOf("a"));
const wish = { env: "border", functionName: "a" };

// The kinds of inheritance of a caller's object.
const INHERITING = {
  "a prototype of the caller's": (values) => Object.create(values),
  "a prototype's prototype": (values) => Object.create(Object.create(values)),
  "a prototype without Object.prototype": (values) => Object.create(Object.assign(Object.create(null), values)),
  "getters of a class": (values) => {
    class Settings {}
    for (const [name, value] of Object.entries(values))
      Object.defineProperty(Settings.prototype, name, { get: () => value });
    return new (class extends Settings {})();
  },
  "no prototype at all": (values) => Object.assign(Object.create(null), values),
};

for (const [what, made] of Object.entries(INHERITING)) {
  it(`row 54: request and options by ${what}: getFunctionLink`, async (t) => {
    const { options, requests } = await platform(t);
    assert.equal((await soon(getFunctionLink(made(asks("a")), made(options())))).checksum, CHECKSUM);
    assert.equal(requests.length, 1);
  });

  it(`row 54: request and options by ${what}: getFunctionLinks`, async (t) => {
    const { options, requests } = await platform(t);
    const [{ link, error }] = await soon(drained(getFunctionLinks([made(asks("a"))], made(options()))));
    assert.equal(link?.checksum, CHECKSUM, String(error));
    assert.equal(requests.length, 1);
    let underWay = 0;
    let most = 0;
    const fetch = async (...all) => {
      most = Math.max(most, ++underWay);
      return globalThis.fetch(...all).finally(() => underWay--);
    };
    await soon(drained(getFunctionLinks(Array(6).fill(asks("a")), made({ ...options(), fetch, concurrency: 1 }))));
    assert.equal(most, 1);
  });

  it(`row 54: request and options by ${what}: downloadFunction`, async (t) => {
    const { options } = await platform(t);
    const written = [];
    const to = new WritableStream({ write: (chunk) => void written.push(Buffer.from(chunk)) });
    const { bytes } = await soon(downloadFunction(made(asks("a")), made({ ...options(), to })));
    assert.deepEqual([bytes, sha256(Buffer.concat(written))], [undefined, CHECKSUM]);
    await fails(downloadFunction(made(asks("a")), made({ ...options(), maxBytes: 1 })), "TOO_LARGE");
  });

  it(`row 54: request and options by ${what}: saveFunction`, async (t) => {
    const { options } = await platform(t);
    const path = join(folderOf(t), "a");
    let events = 0;
    await soon(saveFunction(made(asks("a")), path, made({ ...options(), onProgress: () => void events++ })));
    assert.ok(events > 0 && readFileSync(path).equals(packageOf("a")));
  });

  it(`row 54: options by ${what}: verifyChecksum`, async () => {
    const events = [];
    const onProgress = ({ transferredBytes }) => void events.push(transferredBytes);
    assert.equal(await soon(verifyChecksum(packageOf("a"), CHECKSUM, made({ onProgress }))), true);
    assert.equal(events.at(-1), packageOf("a").length);
    await assert.rejects(
      soon(verifyChecksum(packageOf("a"), CHECKSUM, made({ signal: AbortSignal.abort("mine") }))),
      (reason) => reason === "mine",
    );
  });

  it(`row 54: options by ${what}: createRelay and a relay's clients`, async (t) => {
    const { options, requests } = await platform(t);
    const audited = [];
    const limits = made({ requestsPerMinute: 3, inFlight: 1 });
    const authorize = () => made({ id: "tester" });
    const relay = createRelay(
      made(
        relayOptions({
          ...options(),
          authorize,
          limits,
          revealUrl: true,
          basePath: "/relay",
          audit: (entry) => void audited.push(entry),
        }),
      ),
    );
    const linked = await soon(relay(relayRequest("relay/link", wish)));
    assert.equal(linked.status, 200, await linked.clone().text());
    assert.ok((await linked.json()).url.startsWith("http://127.0.0.1"));
    const downloaded = await soon(relay(relayRequest("relay/download", wish)));
    assert.equal(sha256(Buffer.from(await downloaded.arrayBuffer())), CHECKSUM);
    const fetch = (url, init) => relay(new Request(url, init));
    const client = made({ relay: "http://127.0.0.1/relay", fetch });
    assert.equal((await soon(getFunctionLink(made(wish), client))).checksum, CHECKSUM);
    assert.equal(
      (
        await fails(
          getFunctionLink(made(wish), made({ relay: "http://127.0.0.1/relay", fetch, maxAttempts: 1 })),
          "RELAY_REFUSED",
        )
      ).status,
      429,
    );
    assert.deepEqual([audited.length, audited[0].id, requests.length], [4, "tester", 4]);
  });
}
