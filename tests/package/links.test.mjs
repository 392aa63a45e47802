// Many links: a bounded number at once, results as they arrive, independent failures; leaving and cancelling end all calls.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getFunctionLinks } from "wechat-function-link";

import { CHECKSUM, rejection, reply, request } from "../support/calls.mjs";
import { answer, AT_ONCE_MS, deferred, elapsed, fine } from "../support/faults.mjs";
import { httpServer } from "../support/server.mjs";
import { soak } from "../support/soak.mjs";

const named = (index) => ({ ...request, functionName: String(index) });
const list = (count) => Array.from({ length: count }, (_, index) => named(index));
const nameIn = ({ body }) => JSON.parse(body).function_name;

async function all(links) {
  const results = [];
  for await (const result of links) results.push(result);
  return results;
}

// Responds to each function with its own name, except for those that `special` handles.
function server(t, special = () => false) {
  return httpServer(t, (arrived, response) => {
    if (arrived.method !== "POST") return answer(response, fine);
    const name = nameIn(arrived);
    if (!special(name, response)) answer(response, { body: { ...reply, errmsg: name } });
  });
}

// A source of single requests that counts reads, and records whether its reader called return().
function source(count) {
  const seen = { read: 0, returned: 0 };
  seen.requests = {
    [Symbol.iterator]: () => seen.requests,
    next: () => (seen.read < count ? { done: false, value: named(seen.read++) } : { done: true }),
    return: () => (seen.returned++, { done: true }),
  };
  return seen;
}

describe("getFunctionLinks", () => {
  const SOURCES = {
    "an array": (requests) => requests,
    "a Set": (requests) => new Set(requests),
    "a generator": function* (requests) {
      yield* requests;
    },
    "an async generator": async function* (requests) {
      yield* requests;
    },
    "a ReadableStream": (requests) => ReadableStream.from(requests),
  };
  for (const [what, make] of Object.entries(SOURCES)) {
    it(`takes ${what}, and answers each request with its own link`, async (t) => {
      const { url, requests: arrived } = await server(t);
      const requests = list(40);
      const results = await all(getFunctionLinks(make(requests), { baseUrl: url }));
      assert.equal(arrived.length, 40);
      assert.deepEqual(new Set(results.map((result) => result.request)), new Set(requests));
      for (const { request, link, ...rest } of results) {
        assert.deepEqual([link.errmsg, link.checksum, rest], [request.functionName, CHECKSUM, {}]);
      }
      assert.deepEqual(await all(getFunctionLinks(make([]), { baseUrl: url })), []);
    });
  }

  for (const [given, expected] of [
    [undefined, 16],
    [1, 1],
    [5, 5],
    [40, 40],
  ]) {
    it(`has ${expected} under way at once where concurrency is ${given}`, async (t) => {
      let inFlight = 0;
      let most = 0;
      const full = deferred();
      const { url } = await server(t, (name, response) => {
        most = Math.max(most, ++inFlight);
        response.on("close", () => inFlight--);
        // All wait for the largest number at once, and for a probe that would follow another one.
        if (inFlight === expected)
          fetch(url)
            .then((probe) => probe.text())
            .then(full.resolve);
        full.promise.then(() => answer(response, { body: { ...reply, errmsg: name } }));
        return true;
      });
      const results = await all(getFunctionLinks(list(120), { baseUrl: url, concurrency: given }));
      assert.equal(results.filter(({ link }) => link).length, 120);
      assert.equal(most, expected);
    });
  }

  it("gives results as they come: a slow one holds up nobody", async (t) => {
    const slow = deferred();
    const { url } = await server(t, (name, response) => {
      if (name !== "0") return false;
      slow.promise.then(() => answer(response, fine));
      return true;
    });
    const names = [];
    for await (const { request } of getFunctionLinks(list(100), { baseUrl: url, concurrency: 2 })) {
      names.push(request.functionName);
      if (names.length === 99) slow.resolve();
    }
    assert.equal(names.length, 100);
    assert.equal(names[99], "0");
  });

  const MANY = soak(2000, 400);
  it(`row 52: of ${MANY} requests a poisoned one and a hanging one fail alone`, async (t) => {
    const { url, requests: arrived } = await server(t, (name, response) => {
      if (name === "70") answer(response, { body: { errcode: 61004, errmsg: "access clientip is not registered" } });
      if (name === "80") response.socket.destroy();
      return ["70", "80", "90"].includes(name);
    });
    const bad = new Error("this merchant's token service is down");
    const changes = {
      50: { accessToken: () => Promise.reject(bad), authorizerAppid: "wx50" },
      60: { accessToken: () => new Promise(() => {}), authorizerAppid: "wx60" },
      100: { env: "" },
    };
    const requests = list(MANY).map((each, index) => ({ ...each, ...changes[index] }));
    requests[110] = null;
    const results = await all(getFunctionLinks(requests, { baseUrl: url, timeoutMs: 5000, maxAttempts: 1 }));
    const failed = new Map();
    for (const result of results) {
      if (result.error) failed.set(requests.indexOf(result.request), result.error);
      else assert.equal(result.link.errmsg, result.request.functionName);
    }
    const codes = {
      50: "TOKEN_REJECTED",
      60: "TIMEOUT",
      70: "PERMISSION_DENIED",
      80: "NETWORK",
      90: "TIMEOUT",
      100: "INVALID_ARGUMENT",
      110: "INVALID_ARGUMENT",
    };
    assert.equal(results.length, MANY);
    assert.deepEqual(
      Object.fromEntries([...failed].sort(([a], [b]) => a - b).map(([index, { code }]) => [index, code])),
      codes,
    );
    for (const [index, error] of failed) await rejection(Promise.reject(error), codes[index]);
    assert.equal(failed.get(50).cause, bad);
    assert.equal(new Set(arrived.map(nameIn)).size, MANY - 4);
  });

  it("reads its source lazily: of a million, no more than were taken and are under way", async (t) => {
    const { url } = await server(t);
    for (const concurrency of [16, 3]) {
      const seen = source(1_000_000);
      let taken = 0;
      for await (const { link } of getFunctionLinks(seen.requests, { baseUrl: url, concurrency })) {
        assert.equal(link.checksum, CHECKSUM);
        assert.ok(seen.read <= taken + concurrency, `${seen.read} read after ${taken} were taken`);
        if (++taken === 50) break;
      }
      assert.ok(seen.read >= 50 && seen.returned === 1);
    }
  });

  it("reads nothing until it is asked for something", async () => {
    const seen = source(10);
    getFunctionLinks(seen.requests)[Symbol.asyncIterator]();
    await new Promise(setImmediate);
    assert.equal(seen.read, 0);
  });
});

describe("leaving getFunctionLinks", () => {
  // A server that responds to the first request and holds the others, and knows when all of those were aborted.
  async function holding(t, count) {
    const held = [];
    const full = deferred();
    const { url } = await server(t, (name, response) => {
      if (name === "0") return false;
      held.push(new Promise((resolve) => response.on("close", resolve)));
      if (held.length === count) full.resolve();
      return true;
    });
    // Aborted at once, not by a time-out.
    const letGo = async () => {
      const [, took] = await elapsed(Promise.all(held));
      assert.ok(took < AT_ONCE_MS, `${took} ms`);
    };
    return { url, full: full.promise, letGo };
  }

  it("early aborts what is under way and closes the source", async (t) => {
    const seen = source(1000);
    const { url, full, letGo } = await holding(t, 4);
    for await (const { link } of getFunctionLinks(seen.requests, { baseUrl: url, concurrency: 5 })) {
      assert.equal(link.errmsg, "0");
      await full;
      break;
    }
    await letGo();
    assert.deepEqual([seen.returned, seen.read], [1, 5]);
  });

  it("by the signal rejects at once with its reason, aborts what is under way and closes the source", async (t) => {
    const seen = source(1000);
    const { url, full, letGo } = await holding(t, 5);
    const controller = new AbortController();
    const links = getFunctionLinks(seen.requests, { baseUrl: url, concurrency: 5, signal: controller.signal });
    assert.equal((await links.next()).value.link.errmsg, "0");
    const next = links.next();
    await full;
    const reason = { mine: true };
    controller.abort(reason);
    const [, took] = await elapsed(assert.rejects(next, (thrown) => thrown === reason));
    t.diagnostic(`abort, settled after it by ${took.toFixed(2)} ms`);
    assert.ok(took < AT_ONCE_MS, `${took} ms`);
    await letGo();
    assert.equal(seen.returned, 1);
    assert.deepEqual(await links.next(), { done: true, value: undefined });
  });

  it("by a signal that aborted before reads nothing and sends nothing", async (t) => {
    const seen = source(10);
    const { url, requests: arrived } = await server(t);
    const links = getFunctionLinks(seen.requests, { baseUrl: url, signal: AbortSignal.abort("mine") });
    await assert.rejects(links.next(), (reason) => reason === "mine");
    assert.deepEqual([seen.read, arrived.length], [0, 0]);
  });

  it("by the signal does not wait for a source that never answers, and what it gave before is there", async (t) => {
    const { url } = await server(t);
    const controller = new AbortController();
    let given = 0;
    let returned = 0;
    const requests = {
      [Symbol.asyncIterator]: () => ({
        next: () => (given < 2 ? { done: false, value: named(given++) } : new Promise(() => {})),
        return: () => new Promise(() => returned++),
      }),
    };
    const links = getFunctionLinks(requests, { baseUrl: url, signal: controller.signal });
    for (let taken = 0; taken < 2; taken++) assert.ok((await links.next()).value.link);
    const next = links.next();
    controller.abort("mine");
    const [, took] = await elapsed(assert.rejects(next, (reason) => reason === "mine"));
    assert.ok(took < AT_ONCE_MS && returned === 1, `${took} ms`);
  });

  const mine = new Error("the list of merchants broke off");
  const FAILING = {
    throws: () => {
      throw mine;
    },
    rejects: () => Promise.reject(mine),
  };
  for (const [what, failing] of Object.entries(FAILING)) {
    it(`because the source ${what} rejects with the source's own reason`, async (t) => {
      const { url } = await server(t);
      let given = 0;
      const iterator = {
        next: () => (given++ < 3 ? { done: false, value: named(given) } : failing()),
        return: assert.fail,
      };
      const links = getFunctionLinks({ [Symbol.asyncIterator]: () => iterator }, { baseUrl: url });
      await assert.rejects(all(links), (reason) => reason === mine);
    });
  }

  it("survives a source whose return() fails", async (t) => {
    const { url } = await server(t);
    for (const failing of Object.values(FAILING)) {
      const controller = new AbortController();
      const seen = source(100);
      seen.requests.return = failing;
      const links = getFunctionLinks(seen.requests, { baseUrl: url, signal: controller.signal });
      await links.next();
      controller.abort("mine");
      await assert.rejects(links.next(), (reason) => reason === "mine");
    }
  });
});
