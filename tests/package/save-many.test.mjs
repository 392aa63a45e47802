// Many saves at once: 32 are under way, the others wait.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { saveFunction } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import {
  assertFiles,
  bytesOf,
  folderOf,
  functionRequest,
  platform,
  sandboxOf,
  save,
  savingChild,
} from "../support/saving.mjs";
import { fetchServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const NEW = bytesOf(3000);
const MANY = soak(2000, 400);
const PLACES = 32;

// A platform whose packages wait. `arrived` counts requests for packages, `links` those for links.
async function held(t) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const seen = { links: 0, packages: 0 };
  const { url } = await platform(t, { login: NEW }, (handler) => async (request) => {
    if (request.method === "POST") seen.links++;
    else {
      seen.packages++;
      await released;
    }
    return handler(request);
  });
  return { url, seen, release };
}

const until = async (condition) => {
  while (!condition()) await new Promise(setImmediate);
};
const turns = async (count) => {
  for (; count > 0; count--) await new Promise(setImmediate);
};

describe("many saves at once", () => {
  it(`${MANY} succeed in a process of 256 descriptors`, async (t) => {
    const folder = folderOf(t);
    // Links and packages on different hosts, as the platform has them: two pools of connections.
    const { fetch: handler } = sandboxOf({ login: NEW });
    const storage = await fetchServer(t, handler);
    const { url } = await fetchServer(t, async (request) => {
      const reply = await (await handler(request)).json();
      return Response.json({ ...reply, url: reply.url.replace(new URL(reply.url).origin, storage.url) });
    });
    const before = ["sh", "-c", 'ulimit -n 256 && exec "$0" "$@"'];
    const child = savingChild(
      t,
      { url, functionName: "login", path: join(folder, "login.zip"), count: MANY },
      { before },
    );
    assert.equal(await child.line(), "ready");
    child.go();
    assert.equal(await child.line(), "saved");
    await child.end();
    assertFiles(folder, Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`login.zip-${index}`, NEW])));
  });

  it("who waits has asked for nothing and made no file: no attempt's time runs", async (t) => {
    const folder = folderOf(t);
    const { url, seen, release } = await held(t);
    const saves = Array.from({ length: PLACES + 8 }, (_, index) => save(url, "login", join(folder, `${index}.zip`)));
    await until(() => seen.packages === PLACES);
    await turns(100);
    assert.deepEqual([seen.links, seen.packages, readdirSync(folder).length], [PLACES, PLACES, PLACES]);
    release();
    await Promise.all(saves);
    assert.deepEqual([seen.links, seen.packages, readdirSync(folder).length], [PLACES + 8, PLACES + 8, PLACES + 8]);
  });

  it("who waits and is aborted, or runs out of time, leaves the line", async (t) => {
    const folder = folderOf(t);
    const { url, seen, release } = await held(t);
    const first = Array.from({ length: PLACES }, (_, index) => save(url, "login", join(folder, `${index}.zip`)));
    await until(() => seen.packages === PLACES);
    const controller = new AbortController();
    const { signal } = controller;
    let asked = 0;
    const accessToken = () => (asked++, functionRequest("login").accessToken);
    const left = Array.from({ length: 8 }, (_, index) => {
      const request = { ...functionRequest("login"), accessToken, authorizerAppid: `wx${index}` };
      return saveFunction(request, join(folder, `left-${index}.zip`), {
        baseUrl: url,
        allowedHosts: ["127.0.0.1"],
        signal,
      });
    });
    // The token is the last step before the queue.
    await until(() => asked === left.length);
    await turns(20);
    const late = save(url, "login", join(folder, "late.zip"), { timeoutMs: 1 });
    const last = save(url, "login", join(folder, "last.zip"));
    await rejection(late, "TIMEOUT");
    controller.abort("enough");
    for (const { reason } of await Promise.allSettled(left)) assert.equal(reason, "enough");
    release();
    await Promise.all([...first, last]);
    assert.equal(seen.packages, PLACES + 1);
    assert.equal(readdirSync(folder).length, PLACES + 1);
  });

  it("saves that fail give their places back", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, {
      login: NEW,
      refused: { errcode: 61007 },
      corrupt: { package: NEW, download: "corrupt" },
    });
    const names = ["refused", "corrupt"];
    const failing = Array.from({ length: 3 * PLACES }, (_, index) =>
      save(url, names[index % 2], join(folder, `${index}.zip`)),
    );
    for (const { status } of await Promise.allSettled(failing)) assert.equal(status, "rejected");
    const aborted = Array.from({ length: 3 * PLACES }, (_, index) => {
      return save(url, "login", join(folder, `${index}.zip`), { signal: AbortSignal.timeout(index % 7) }).catch(
        (reason) => reason,
      );
    });
    await Promise.all(aborted);
    await save(url, "login", join(folder, "login.zip"));
  });

  it("providers that never answer hold no place", async (t) => {
    const folder = folderOf(t);
    const { url } = await platform(t, { login: NEW });
    const controller = new AbortController();
    const options = { baseUrl: url, allowedHosts: ["127.0.0.1"] };
    const hanging = Array.from({ length: 3 * PLACES }, (_, index) => {
      const request = {
        ...functionRequest("login"),
        accessToken: () => new Promise(() => {}),
        authorizerAppid: `wx${index}`,
      };
      return saveFunction(request, join(folder, `${index}.zip`), { ...options, signal: controller.signal });
    });
    await save(url, "login", join(folder, "login.zip"));
    controller.abort("enough");
    for (const { reason } of await Promise.allSettled(hanging)) assert.equal(reason, "enough");
    assertFiles(folder, { "login.zip": NEW });
  });
});
