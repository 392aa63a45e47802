// Row 65: 1 MiB of hostile JSON ends its call with a typed error, in time linear in its length.
import assert from "node:assert/strict";
import process from "node:process";
import { it } from "node:test";

import { getFunctionLink } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import { answering, asks, fails, relayOptions, relayRequest, replyFor, soon } from "../support/border.mjs";

// Leaves room for the reply around it.
const MOST = (1 << 20) - 4096;

// As many items as fit, joined.
function filled(length, item, separator = ",") {
  const items = [];
  for (let at = 0, used = 0; ; at++) {
    const next = item(at);
    used += next.length + separator.length;
    if (used > length) return items.join(separator);
    items.push(next);
  }
}

// Members of an object, of this length at most. A million bytes hold some 110,000 different names, and 200,000 that repeat.
const MEMBERS = {
  "different names": (length) => filled(length, (at) => `"~${at.toString(36)}":1`),
  "one name again and again": (length) => filled(length, () => `"":1`),
  "names that the reply has": (length) => filled(length, (at) => `"${["errmsg", "rid", "x"][at % 3]}":"y"`),
  "names of escapes": (length) =>
    filled(length, (at) => `"\\u${(0x4e00 + (at % 0x5000)).toString(16)}${at.toString(36)}":1`),
  "a deep array": (length) => `"x":${"[".repeat(length >> 1)}${"]".repeat((length >> 1) - 8)}`,
  "a deep object": (length) => `"x":${'{"":'.repeat(length / 5)}1${"}".repeat(length / 5)}`,
  "an array of arrays": (length) => `"x":[${filled(length, () => "[]")}]`,
  "an array of numbers": (length) => `"x":[${filled(length, () => "1e9")}]`,
  "a text of nothing but escapes": (length) => `"x":"${filled(length, () => "\\u0041", "")}"`,
  "an errmsg of nothing but escapes": (length) => `"errmsg":"${filled(length, () => "\\\\", "")}"`,
  "an errmsg of lone surrogates": (length) => `"errmsg":"${filled(length, () => "\\ud83d", "")}"`,
  "one long number": (length) => `"x":${"9".repeat(length)}`,
  "white space": (length) => `"x":${" ".repeat(length)}1`,
  "an open text": (length) => `"x":"${"y".repeat(length)}`,
};

const json = (make, length, head) => `{${JSON.stringify(head).slice(1, -1)},${make(length)}}`;
const WAYS = {
  "a reply": (text) => getFunctionLink(asks("a"), { fetch: answering(text), maxAttempts: 1 }),
  "a relay's answer": (text) =>
    getFunctionLink(
      { env: "e", functionName: "f" },
      { relay: "http://127.0.0.1/", fetch: answering(text), maxAttempts: 1 },
    ),
  "a relay's error": (text) =>
    getFunctionLink(
      { env: "e", functionName: "f" },
      { relay: "http://127.0.0.1/", fetch: answering(text, { status: 502, ok: false }), maxAttempts: 1 },
    ),
};

// Milliseconds of the processor: a busy machine takes it away from a call for longer than the call lasts.
async function timed(run) {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// The least times of both, taken in turn: other threads of the process delay some, a rule that is squared delays all. Below a millisecond
// the call itself is what is measured.
async function leastTimes(shorter, longer, isLinear, most = 60) {
  let [quarter, whole] = [Infinity, Infinity];
  for (let time = 0; time < most && (time < 3 || !isLinear(quarter, whole)); time++) {
    quarter = Math.min(quarter, await timed(shorter));
    whole = Math.min(whole, await timed(longer));
  }
  return [quarter, whole];
}

for (const [way, ask] of Object.entries(WAYS)) {
  for (const [what, make] of Object.entries(MEMBERS)) {
    it(`row 65: ${way} with ${what}`, async (t) => {
      const head =
        way === "a relay's error"
          ? { error: { code: "BUSY", message: "busy", advice: "wait", retryable: true } }
          : replyFor("a");
      const ends = async (text) => {
        const outcome = ask(text).then(
          () => "ok",
          (error) => fails(Promise.reject(error)).then(({ code }) => code),
        );
        return soon(outcome);
      };
      // Four times the length takes four times as long; were it squared, sixteen times. One call of each is not timed.
      const [short, long] = [json(make, MOST >> 2, head), json(make, MOST, head)];
      assert.ok(long.length <= 1 << 20 && long.length > 3 * short.length);
      await ends(short);
      const outcome = await ends(long);
      const isLinear = (quarter, whole) => whole < 10 * Math.max(quarter, 1);
      const [quarter, whole] = await leastTimes(
        () => ends(short),
        () => ends(long),
        isLinear,
      );
      t.diagnostic(`${outcome}: ${quarter.toFixed(2)} ms, then ${whole.toFixed(2)} ms`);
      assert.ok(isLinear(quarter, whole), `${quarter} ms for a quarter, ${whole} ms for the whole`);
    });
  }
}

it("row 65: a sound reply with 100,000 members more is still read", async () => {
  const text = json((length) => MEMBERS["different names"](length), MOST, replyFor("a"));
  assert.equal((await soon(WAYS["a reply"](text))).checksum, replyFor("a").checksum);
});

it("row 65: the same behind a relay is answered", async () => {
  for (const make of Object.values(MEMBERS)) {
    const relay = createRelay(relayOptions({ fetch: answering(json(make, MOST, replyFor("a"))), maxAttempts: 1 }));
    const response = await soon(relay(relayRequest("link", { env: "e", functionName: "f" })));
    assert.ok([200, 502].includes(response.status), String(response.status));
    await response.arrayBuffer();
  }
});
