// Rows 14 to 16: refused tokens and the providers of new ones.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { FunctionLinkError } from "wechat-function-link";

import { CHECKSUM, rejection, reply } from "../support/calls.mjs";
import { answer, ask, AT_ONCE_MS, deferred, elapsed, failsAfter, fails } from "../support/faults.mjs";
import { httpServer } from "../support/server.mjs";

const MERCHANT = "wx0123456789abcdef";
const tokenOf = ({ url }) => new URL(url, "http://localhost").searchParams.get("access_token");
const refusal = (errcode = 42001) => ({ body: { errcode, errmsg: "access_token expired" } });

// The link contains the token that it was given for: in an errmsg it would be redacted.
const accepting = (token) => ({ body: { ...reply, url: `https://a.myqcloud.com/${token}` } });
const acceptedToken = ({ url }) => new URL(url).pathname.slice(1);

// Accepts the tokens in `sound`, which may change, and refuses any other.
async function platform(t, sound, errcode) {
  const server = await httpServer(t, (arrived, response) =>
    answer(response, sound.has(tokenOf(arrived)) ? accepting(tokenOf(arrived)) : refusal(errcode)),
  );
  return Object.assign(server, { tokens: () => server.requests.map(tokenOf) });
}

// Returns t1, t2 and so on, or the entries of `answers`, and records its arguments.
function provider(...answers) {
  const asked = [];
  const accessToken = (parameters) => {
    asked.push(parameters);
    const next = answers[asked.length - 1];
    return typeof next === "function" ? next(parameters) : (next ?? `t${asked.length}`);
  };
  return { asked, accessToken };
}

const many = (count, call) => Promise.all(Array.from({ length: count }, (_, index) => call(index)));

describe("a refused token", () => {
  for (const errcode of [40001, 40014, 42001]) {
    it(`row 14: ${errcode} is renewed once for 100 waiting calls, each of which is made once more`, async (t) => {
      const server = await platform(t, new Set(["t2"]), errcode);
      const { asked, accessToken } = provider();
      const links = await many(100, () =>
        ask(server.url, { maxAttempts: 1 }, { accessToken, authorizerAppid: MERCHANT }),
      );
      assert.ok(links.every(({ checksum }) => checksum === CHECKSUM));
      assert.deepEqual(
        asked.map((it) => [it.authorizerAppid, it.rejectedToken]),
        [
          [MERCHANT, undefined],
          [MERCHANT, "t1"],
        ],
      );
      assert.ok(asked.every(({ signal }) => signal instanceof AbortSignal && !signal.aborted));
      const tokens = server.tokens();
      assert.deepEqual(
        ["t1", "t2"].map((token) => tokens.filter((it) => it === token).length),
        [100, 100],
      );
    });
  }

  it("row 14: the new token is remembered for the merchant's next call", async (t) => {
    const server = await platform(t, new Set(["t2"]));
    const { asked, accessToken } = provider();
    for (let round = 0; round < 3; round++) await ask(server.url, {}, { accessToken, authorizerAppid: MERCHANT });
    assert.deepEqual(server.tokens(), ["t1", "t2", "t2", "t2"]);
    assert.equal(asked.length, 2);
  });

  it("row 14: a late refusal of the old token does not expire the new one", async (t) => {
    const late = deferred();
    const arrived = deferred();
    const server = await httpServer(t, async (request, response) => {
      if (tokenOf(request) === "t2") return answer(response, { body: reply });
      if (server.requests.length === 1) {
        arrived.resolve();
        await late.promise;
      }
      answer(response, refusal());
    });
    const { asked, accessToken } = provider();
    const once = () => ask(server.url, {}, { accessToken, authorizerAppid: MERCHANT });
    const first = once();
    await arrived.promise;
    await once();
    late.resolve();
    assert.equal((await first).checksum, CHECKSUM);
    await once();
    assert.deepEqual(server.requests.map(tokenOf), ["t1", "t1", "t2", "t2", "t2"]);
    assert.equal(asked.length, 2);
  });

  it("row 14: a refusal uses up no attempt: a fault after it is tried as often as ever", async (t) => {
    const server = await httpServer(t, (request, response) =>
      answer(response, tokenOf(request) === "t1" ? refusal() : { status: 503 }),
    );
    const { accessToken } = provider();
    const error = await fails(ask(server.url, {}, { accessToken }), "HTTP_STATUS", 4, () => server.requests.length);
    assert.equal(error.status, 503);
  });

  it("row 16: one that is still refused after the refresh stops", async (t) => {
    const { asked, accessToken } = provider();
    const error = await failsAfter(t, "TOKEN_REJECTED", 2, [refusal()], {}, { accessToken });
    assert.deepEqual([error.errcode, error.retryable, asked.length], [42001, false, 2]);
  });

  it("row 16: 10 calls of a merchant stop after one refresh, and the next call recovers", async (t) => {
    const sound = new Set();
    const server = await platform(t, sound);
    const { asked, accessToken } = provider();
    const once = () => ask(server.url, {}, { accessToken, authorizerAppid: MERCHANT });
    await many(10, async () => assert.equal((await rejection(once(), "TOKEN_REJECTED")).attempts, 2));
    assert.deepEqual([server.requests.length, asked.length], [20, 2]);
    sound.add("t3");
    assert.equal(acceptedToken(await once()), "t3");
    assert.equal(asked[2].rejectedToken, "t2");
  });

  it("row 16: a token that is a string is not asked for again", async (t) => {
    for (const errcode of [40001, 40014, 42001]) await failsAfter(t, "TOKEN_REJECTED", 1, [refusal(errcode)]);
  });
});

describe("a provider", () => {
  it("is asked for every call where no appid is given: nothing is remembered", async (t) => {
    const server = await platform(t, new Set(["t1", "t2", "t3", "t4"]));
    const { asked, accessToken } = provider();
    await ask(server.url, {}, { accessToken });
    await many(3, () => ask(server.url, {}, { accessToken }));
    assert.deepEqual(server.tokens().sort(), ["t1", "t2", "t3", "t4"]);
    assert.ok(asked.every((it) => it.authorizerAppid === undefined && it.rejectedToken === undefined));
  });

  it("never shares with another provider, nor one appid with another", async (t) => {
    const server = await platform(t, new Set(["a-wx1", "a-wx2", "b-wx1", "b-wx2"]));
    const asked = [];
    const named =
      (name) =>
      ({ authorizerAppid, rejectedToken }) => {
        asked.push(`${name}-${authorizerAppid}`);
        return rejectedToken ? `${name}-${authorizerAppid}` : `old-${name}-${authorizerAppid}`;
      };
    const providers = { a: named("a"), b: named("b") };
    await many(40, async (index) => {
      const [name, authorizerAppid] = ["ab"[index % 2], `wx${1 + ((index >> 1) % 2)}`];
      const link = await ask(server.url, {}, { accessToken: providers[name], authorizerAppid });
      assert.equal(acceptedToken(link), `${name}-${authorizerAppid}`);
    });
    assert.deepEqual(asked.sort(), ["a-wx1", "a-wx1", "a-wx2", "a-wx2", "b-wx1", "b-wx1", "b-wx2", "b-wx2"]);
  });

  const mine = new Error("the token service is down");
  const FAILING = {
    "that rejects": async () => Promise.reject(mine),
    "that throws at once": () => {
      throw mine;
    },
  };
  for (const [what, failing] of Object.entries(FAILING)) {
    it(`row 15: ${what} is TOKEN_REJECTED for all who wait, and the next call asks again`, async (t) => {
      const server = await platform(t, new Set(["t2"]));
      const { asked, accessToken } = provider(failing);
      const once = () => ask(server.url, {}, { accessToken, authorizerAppid: MERCHANT });
      await many(100, async () => {
        const error = await rejection(once(), "TOKEN_REJECTED");
        assert.equal(error.cause, mine);
        assert.deepEqual([error.retryable, error.attempts, error.errcode], [false, undefined, undefined]);
        assert.match(error.advice, /token service/);
      });
      assert.deepEqual([asked.length, server.requests.length], [1, 0]);
      assert.equal(acceptedToken(await once()), "t2");
    });

    it(`row 15: ${what} when it refreshes fails all who wait, is not asked again by them, and is by the next call`, async (t) => {
      const server = await platform(t, new Set(["t3"]));
      const held = deferred();
      const { asked, accessToken } = provider("t1", () => held.promise.then(failing));
      const once = () => ask(server.url, {}, { accessToken, authorizerAppid: MERCHANT });
      const waiting = many(20, async () => {
        const error = await rejection(once(), "TOKEN_REJECTED");
        assert.deepEqual([error.cause, error.attempts], [mine, 1]);
      });
      // Released once all of them wait: each has had its response, and so have two later calls.
      const others = () => rejection(ask(server.url), "TOKEN_REJECTED");
      while (server.tokens().filter((token) => token === "t1").length < 20) await others();
      for (let more = 0; more < 2; more++) await others();
      held.resolve();
      await waiting;
      assert.equal(asked.length, 2);
      assert.equal(acceptedToken(await once()), "t3");
      assert.equal(asked[2].rejectedToken, "t1");
    });
  }

  it("row 15: one that gives anything but a token is TOKEN_REJECTED without a cause, and nothing is sent", async (t) => {
    const server = await platform(t, new Set(["t1"]));
    for (const value of [
      undefined,
      null,
      5,
      "",
      {},
      [],
      new String("t1"),
      "a\nb",
      "\ud800",
      true,
      Symbol("t1"),
      { then: 5 },
    ]) {
      for (const given of [() => value, async () => value]) {
        const error = await rejection(
          ask(server.url, {}, { accessToken: given, authorizerAppid: MERCHANT }),
          "TOKEN_REJECTED",
        );
        assert.equal("cause" in error && error.cause !== undefined, false);
      }
    }
    assert.equal(server.requests.length, 0);
  });

  it("row 15: one that never answers is each waiter's own TIMEOUT, and is given up with the last of them", async (t) => {
    const server = await platform(t, new Set(["fresh"]));
    const [first, second] = [deferred(), deferred()];
    const { asked, accessToken } = provider(
      () => first.promise,
      () => second.promise,
    );
    const once = (options) => ask(server.url, options, { accessToken, authorizerAppid: MERCHANT });
    const waiter = async (timeoutMs) => {
      const [error, took] = await elapsed(rejection(once({ timeoutMs }), "TIMEOUT"));
      assert.ok(took > timeoutMs - 5 && took < timeoutMs + AT_ONCE_MS, `${took} ms instead of ${timeoutMs}`);
      assert.match(error.message, new RegExp(`timeoutMs, ${timeoutMs} ms`));
    };
    // The cancelling caller has the longest time: the others' ends leave the request alone.
    const controller = new AbortController();
    const cancelled = assert.rejects(once({ signal: controller.signal }), (reason) => reason === "mine");
    await Promise.all([waiter(100), waiter(300)]);
    assert.equal(asked.length, 1);
    assert.equal(asked[0].signal.aborted, false);
    controller.abort("mine");
    await cancelled;
    assert.equal(asked[0].signal.aborted, true);

    const anew = once();
    while (asked.length < 2) await new Promise(setImmediate);
    first.resolve("late");
    await first.promise;
    second.resolve("fresh");
    assert.equal(acceptedToken(await anew), "fresh");
    assert.equal(acceptedToken(await once()), "fresh");
    assert.deepEqual([asked.length, server.tokens()], [2, ["fresh", "fresh"]]);
    assert.equal(asked[1].signal.aborted, false);
  });

  it("row 15: a late failure of an abandoned request is ignored, and is nobody's unhandled rejection", async (t) => {
    const server = await platform(t, new Set(["t2"]));
    const late = deferred();
    const { accessToken } = provider(() => late.promise);
    const once = (options) => ask(server.url, options, { accessToken, authorizerAppid: MERCHANT });
    await rejection(once({ timeoutMs: 50 }), "TIMEOUT");
    late.reject(new Error("too late"));
    assert.equal(acceptedToken(await once()), "t2");
  });

  it("that knows a FunctionLinkError of its own has it as the cause, untouched", async (t) => {
    const server = await platform(t, new Set());
    const own = await rejection(ask(server.url, { timeoutMs: 0 }), "INVALID_ARGUMENT");
    const error = await rejection(ask(server.url, {}, { accessToken: () => Promise.reject(own) }), "TOKEN_REJECTED");
    assert.equal(error.cause, own);
    assert.ok(FunctionLinkError.is(error.cause));
  });
});
