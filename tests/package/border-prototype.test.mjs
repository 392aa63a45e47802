// Row 54: Object.prototype's values are ignored, whatever they are, and do no harm to links, packages and errors.
import assert from "node:assert/strict";
import { it } from "node:test";

import {
  downloadFunction,
  FunctionLinkError,
  getFunctionLink,
  getFunctionLinks,
  verifyChecksum,
} from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import {
  answering,
  asks,
  drained,
  packageOf,
  relayOptions,
  relayRequest,
  replyFor,
  sha256,
  shown,
  soon,
} from "../support/border.mjs";
import { replaced } from "../support/fresh.mjs";
import { assigned, polluted, READ_ONLY, THROWING } from "../support/polluted.mjs";

const CHECKSUM = sha256(packageOf("a"));
const wish = { env: "border", functionName: "a" };
const evil = () => {
  throw new Error("a value of Object.prototype was called");
};
const settled = (promise) =>
  soon(promise).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
const answers = answering((url) => (url.includes("/tcb/") ? replyFor("a") : packageOf("a").toString()));

// Each would change a call, or end it.
const OPTIONS = {
  baseUrl: "https://evil.example",
  fallbackBaseUrls: ["not a url"],
  fetch: evil,
  signal: AbortSignal.abort("evil"),
  timeoutMs: -1,
  attemptTimeoutMs: -1,
  maxAttempts: 0,
  relay: "https://evil.example",
  to: 5,
  maxBytes: 1,
  idleTimeoutMs: -1,
  allowedHosts: [],
  onStart: evil,
  onProgress: evil,
  engine: "none",
  concurrency: 0,
  authorizerAppid: "x".repeat(65),
  accessToken: evil,
  env: "",
  functionName: "",
};

for (const [name, value] of Object.entries(OPTIONS)) {
  it(`row 54: Object.prototype.${name} is ignored by every call`, async (t) => {
    // The fetch of a call without options.fetch is the global one.
    const asked = [];
    replaced(t, globalThis, "fetch", (url, init) => (asked.push(String(url)), answers(url, init)));
    const outcomes = await polluted({ [name]: assigned(value) }, () =>
      Promise.all([
        settled(getFunctionLink(asks("a"), {})),
        settled(getFunctionLink(asks("a"))),
        settled(downloadFunction(asks("a"), {})),
        settled(drained(getFunctionLinks([asks("a")], {}))),
        settled(verifyChecksum(new Uint8Array(packageOf("a")), CHECKSUM, {})),
      ]),
    );
    for (const { error } of outcomes) assert.equal(error, undefined, shown(error));
    const [
      { value: link },
      ,
      { value: download },
      {
        value: [item],
      },
      { value: verdict },
    ] = outcomes;
    assert.deepEqual(
      [link.checksum, download.checksum, item.link?.checksum, verdict],
      [CHECKSUM, CHECKSUM, CHECKSUM, true],
      shown(item.error),
    );
    assert.ok(download.bytes.length > 0);
    assert.ok(
      asked.every((url) => /^https:\/\/(api\.weixin\.qq\.com|border\.myqcloud\.com)\//.test(url)),
      asked.join(),
    );
    assert.equal(asked.length, 5);
  });
}

it("row 54: Object.prototype's accessToken, env and functionName make no request", async () => {
  for (const name of ["accessToken", "env", "functionName"]) {
    const { [name]: value, ...lacking } = asks("a");
    for (const call of [getFunctionLink, downloadFunction]) {
      const { error } = await polluted({ [name]: assigned(value) }, () => settled(call(lacking, { fetch: answers })));
      assert.equal(error?.code, "INVALID_ARGUMENT", name);
    }
  }
});

const RELAYED = {
  revealUrl: [true, async (answer) => assert.equal((await answer.json()).url, undefined)],
  basePath: ["/evil", (answer) => assert.equal(answer.status, 200)],
  audit: [evil, (answer) => assert.equal(answer.status, 200)],
  origin: ["https://evil.example", (answer) => assert.equal(answer.status, 200)],
  limits: [{ requestsPerMinute: 0, inFlight: 0 }, (answer) => assert.equal(answer.status, 200)],
  baseUrl: ["https://evil.example", (answer) => assert.equal(answer.status, 200)],
  maxAttempts: [0, (answer) => assert.equal(answer.status, 200)],
  fetch: [evil, (answer) => assert.equal(answer.status, 200)],
};
for (const [name, [value, check]] of Object.entries(RELAYED)) {
  it(`row 54: Object.prototype.${name} is ignored by createRelay and by its requests`, async (t) => {
    const asked = [];
    replaced(t, globalThis, "fetch", (url, init) => (asked.push(String(url)), answers(url, init)));
    const { limits: _, ...options } = relayOptions();
    const relay = await polluted({ [name]: assigned(value) }, () => createRelay(options));
    const request = relayRequest("link", wish);
    await check(await polluted({ [name]: assigned(value) }, () => soon(relay(request))));
    assert.ok(asked.length === 1 && asked[0].startsWith("https://api.weixin.qq.com/"), asked.join());
  });
}

it("row 54: Object.prototype admits nobody to a relay", async () => {
  const { allowNonBrowser: _, ...options } = relayOptions({ fetch: evil });
  const closed = await polluted({ allowNonBrowser: assigned(true) }, () => createRelay(options));
  const request = relayRequest("link", wish);
  assert.equal((await polluted({ allowNonBrowser: assigned(true) }, () => soon(closed(request)))).status, 403);
  const nameless = createRelay(relayOptions({ fetch: evil, authorize: () => ({}) }));
  assert.equal(
    (await polluted({ id: assigned("evil") }, () => soon(nameless(relayRequest("link", wish))))).status,
    403,
  );
  for (const name of ["authorize", "accessToken"]) {
    const { [name]: value, ...lacking } = relayOptions();
    await polluted({ [name]: assigned(value) }, () => assert.throws(() => createRelay(lacking), TypeError));
  }
});

// Fields of what the package makes: links, packages, items, events, errors, what a provider and fetch are given, audit entries. Without `id`:
// Node's own timers cannot be made while Object.prototype has a read-only one.
const FIELDS = [
  "errcode",
  "errmsg",
  "url",
  "checksum",
  "expiresAt",
  "link",
  "size",
  "bytes",
  "error",
  "request",
  "transferredBytes",
  "totalBytes",
  "code",
  "advice",
  "retryable",
  "rid",
  "status",
  "attempts",
  "expected",
  "actual",
  "cause",
  "peer",
  "storage",
  "reason",
  "authorizerAppid",
  "rejectedToken",
  "env",
  "functionName",
  "action",
  "at",
  "method",
  "headers",
  "body",
  "redirect",
  "odd",
];
for (const [what, descriptor] of Object.entries({
  "read-only": READ_ONLY,
  "with a throwing getter and setter": THROWING,
})) {
  for (const name of FIELDS) {
    it(`row 54: Object.prototype.${name} ${what} does no harm`, async () => {
      const [inits, wanted, events] = [[], [], []];
      const fetch = (url, init) => (inits.push(init), answers(url, init));
      const accessToken = (want) => (wanted.push(want), "token");
      // The platform refuses: every field of an error has a value.
      const refusing = answering({ errcode: 48001, errmsg: "api unauthorized rid: 5f3a0c1d-0a1b2c3d-4e5f6071" });
      const own = { [name]: undefined };
      const request = { ...own, ...asks("a", { accessToken, authorizerAppid: "wx" }) };
      const [link, download, items, refused, invalid, mismatch] = await polluted({ [name]: descriptor }, () =>
        Promise.all([
          settled(getFunctionLink(request, { fetch })),
          settled(downloadFunction(request, { fetch, onProgress: (event) => void events.push(event) })),
          settled(drained(getFunctionLinks([request], { fetch }))),
          settled(getFunctionLink(request, { fetch: refusing })),
          settled(getFunctionLink({ ...request, functionName: "" }, { fetch })),
          settled(
            downloadFunction(request, { fetch: answering((url) => (url.includes("/tcb/") ? replyFor("a") : "wrong")) }),
          ),
        ]),
      );
      for (const { error } of [link, download, items]) assert.equal(error, undefined, shown(error));
      const fields = { errcode: 0, errmsg: "ok", checksum: CHECKSUM, url: replyFor("a").url };
      for (const made of [link.value, download.value.link, items.value[0].link]) {
        for (const [field, value] of Object.entries(fields)) assert.equal(made[field], value, field);
      }
      assert.deepEqual(
        [download.value.size, download.value.checksum, download.value.bytes.length],
        [packageOf("a").length, CHECKSUM, packageOf("a").length],
      );
      assert.equal(events.at(-1).transferredBytes, packageOf("a").length);
      assert.deepEqual([inits[0].method, wanted[0].authorizerAppid, wanted[0].signal.aborted], ["POST", "wx", false]);
      for (const { error } of [refused, invalid, mismatch]) assert.ok(FunctionLinkError.is(error), shown(error));
      assert.deepEqual(
        [refused.error.code, refused.error.errcode, refused.error.rid],
        ["PERMISSION_DENIED", 48001, "5f3a0c1d-0a1b2c3d-4e5f6071"],
      );
      assert.equal(invalid.error.code, "INVALID_ARGUMENT");
      assert.deepEqual(
        [mismatch.error.code, mismatch.error.expected, mismatch.error.actual],
        ["CHECKSUM_MISMATCH", CHECKSUM, sha256("wrong")],
      );
      assert.equal(JSON.parse(JSON.stringify(mismatch.error)).expected, CHECKSUM);
    });
  }
}
