// Many callers at once: no caller waits for another's request, and each gets a response.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

describe("many callers at once", { timeout: 120_000 }, () => {
  for (const accessToken of ["is given", "takes its time"]) {
    it(`are all answered, though the token ${accessToken}`, async (t) => {
      const relay = await startRelay(t, { config: { accessToken } });
      for (const count of [1, 30, 150]) {
        const merchant = { ...WISH, authorizerAppid: `wx${count}` };
        const answers = await Promise.all(
          Array.from({ length: count }, (_, index) => relay.call(index % 3 ? "link" : "download", merchant)),
        );
        assert.ok(answers.every(({ status, complete }) => status === 200 && complete));
      }
      assert.equal((await relay.audit()).length, 181);
    });
  }

  it("are all answered after some have left", async (t) => {
    let held = true;
    const relay = await startRelay(t, { answer: () => held && new Promise(() => {}) });
    const leaving = new AbortController();
    const calls = Array.from({ length: 100 }, () =>
      relay.call("link", WISH, { signal: leaving.signal }).catch((reason) => reason.name),
    );
    while (relay.upstream.requests.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort();
    for (const outcome of await Promise.all(calls)) assert.equal(outcome, "AbortError");
    held = false;
    const answers = await Promise.all(Array.from({ length: 100 }, () => relay.call("link", WISH)));
    assert.ok(answers.every(({ status }) => status === 200));
  });
});
