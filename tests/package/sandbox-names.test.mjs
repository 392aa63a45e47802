// A name that a sandbox does not know is refused, by createSandbox and, where it comes later, by its fetch; the declarations list the
// names that it knows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";

import { createSandbox } from "wechat-function-link/sandbox";

const one = { env: "e", functionName: "f" };
const made = (more) => () => createSandbox({ functions: [{ ...one, ...more }] });
const installed = dirname(createRequire(import.meta.url).resolve("wechat-function-link/package.json"));

// The texts of a union of the declarations, in its order.
function union(name) {
  const [, members] =
    readFileSync(join(installed, "sandbox-contents.d.ts"), "utf8").match(new RegExp(`type ${name} =([^;]*);`)) ?? [];
  assert.ok(members, `sandbox-contents.d.ts has no type ${name}`);
  return [...members.matchAll(/"([^"]+)"/g)].map(([, text]) => text);
}

describe("a sandbox refuses", () => {
  const REFUSED = {
    "a reply that it does not know": [
      made({ reply: "htlm" }),
      /function "f": the reply "htlm" .* known are text-plain, .*, html, .*status-412$/,
    ],
    "a fault that it does not know": [
      made({ download: "corupt" }),
      /function "f": the fault "corupt" .* known are corrupt, .*, slow$/,
    ],
    "a reply by the name of what every object has": [made({ reply: "constructor" }), /the reply "constructor"/],
    "a fault by the name of what every object has": [made({ download: "toString" }), /the fault "toString"/],
    "a fault where a reply belongs": [made({ reply: "corrupt" }), /the reply "corrupt"/],
    "contents that it does not know": [
      made({ contents: "nested" }),
      /function "f": the contents "nested" .* known are tidy, .*, nested-folder, .*, slip$/,
    ],
    "null for a reply": [made({ reply: null }), /the reply null/],
    "a property that it does not know": [
      made({ replly: "html" }),
      /the property "replly" .* known are env, functionName, files, package, contents, errcode, reply, download, runtime, status, modTime, addTime, statusReason$/,
    ],
    "an option that it does not know": [
      () => createSandbox({ function: [] }),
      /the option "function" .* known are functions, accessTokens, linkLifetimeSeconds, now, .*, onRequest$/,
    ],
    "a token's state that it does not know": [
      () => createSandbox({ accessTokens: { secret: "vaild" } }),
      /state "vaild" .* known are valid, expired$/,
    ],
    "an errcode that is a text": [made({ errcode: "61007" }), /errcode must be a whole number/],
    "a function without a name": [() => createSandbox({ functions: [{ env: "e" }] }), /env and functionName/],
    "functions that are no array": [() => createSandbox({ functions: one }), /functions must be an array/],
    "a file that is neither text nor bytes": [
      made({ files: { "index.js": 1 } }),
      /files must hold strings or Uint8Arrays/,
    ],
    "a package that is a text": [made({ package: "PK" }), /package must be a Uint8Array/],
    "a lifetime that is a text": [
      () => createSandbox({ linkLifetimeSeconds: "60" }),
      /linkLifetimeSeconds must be a number/,
    ],
    "a clock that is a time": [() => createSandbox({ now: 0 }), /now must be a function/],
    "a latency that is a text": [() => createSandbox({ latencyMs: "60" }), /latencyMs must be a number/],
    "a merchant that is no function": [() => createSandbox({ merchant: {} }), /merchant must be a function/],
    "onRequest that is no function": [() => createSandbox({ onRequest: true }), /onRequest must be a function/],
    "environments that are no array": [
      () => createSandbox({ environments: { env: "e" } }),
      /environments must be an array/,
    ],
    "an environment without a name": [() => createSandbox({ environments: [{ alias: "e" }] }), /must have env/],
    "a property of an environment that it does not know": [
      () => createSandbox({ environments: [{ env: "e", name: "f" }] }),
      /environment "e": the property "name" .* known are env, alias, .*, hidden, errcode, reply$/,
    ],
    "a reply of a list that it does not know": [
      () => createSandbox({ environments: [{ env: "e", reply: "missing-url" }] }),
      /the reply of a list "missing-url" .* known are text-plain, .*, row-null$/,
    ],
    "the same of the list of environments": [
      () => createSandbox({ environmentsReply: "runtime" }),
      /the reply of a list "runtime"/,
    ],
    "a quota of an interface that it does not have": [
      () => createSandbox({ quotas: { "/tcb/other": {} } }),
      /the path of a quota "\/tcb\/other" .* known are \/tcb\/downloadfunction, /,
    ],
    "a property of a quota that it does not know": [
      () => createSandbox({ quotas: { "/tcb/getenvinfo": { limit: 1 } } }),
      /a quota's property "limit" .* known are dailyLimit, used, /,
    ],
    "a rate without a window": [
      () => createSandbox({ quotas: { "/tcb/getenvinfo": { rateLimit: { callCount: 1 } } } }),
      /must have callCount and refreshSeconds/,
    ],
    "a status that is a number": [made({ status: 1 }), /function "f": status must be a string/],
    "a reason that is no array": [made({ statusReason: {} }), /statusReason must be an array/],
    "no options at all": [() => createSandbox(null), /options must be an object/],
  };
  for (const [what, [make, words]] of Object.entries(REFUSED)) {
    it(what, () => {
      assert.throws(make, (error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, words);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    });
  }

  it("the same in what is put there or changed later", async () => {
    const { fetch, functions, accessTokens } = createSandbox({ functions: [] });
    const body = JSON.stringify({ env: "e", function_name: "f" });
    const ask = () =>
      fetch("https://api.example/tcb/downloadfunction?access_token=sandbox-access-token", { method: "POST", body });
    functions.push({ ...one, reply: "htlm" });
    await assert.rejects(ask(), { name: "TypeError", message: /the reply "htlm"/ });
    functions[0].reply = undefined;
    const { url } = await (await ask()).json();
    functions[0].download = "corupt";
    await assert.rejects(fetch(url), { name: "TypeError", message: /the fault "corupt"/ });
    accessTokens["sandbox-access-token"] = "vaild";
    await assert.rejects(ask(), { name: "TypeError", message: /state "vaild"/ });
  });
});

describe("a sandbox's declarations", () => {
  for (const [type, env] of [
    ["SandboxReply", "reply"],
    ["SandboxFault", "download"],
    ["SandboxContents", "package"],
  ]) {
    it(`${type} lists what the environment ${env} has`, () => {
      const known = createSandbox().functions.filter((cloudFunction) => cloudFunction.env === env);
      assert.deepEqual(
        union(type),
        known.map(({ functionName }) => functionName),
      );
      for (const cloudFunction of known) createSandbox({ functions: [cloudFunction] });
    });
  }
  it("SandboxListReply lists the environments that are lists", () => {
    const known = createSandbox().environments.filter(({ env }) => env.startsWith("list-"));
    const replies = union("SandboxListReply");
    assert.deepEqual(
      replies.map((reply) => `list-${reply}`),
      known.map(({ env }) => env),
    );
    for (const reply of replies) createSandbox({ environmentsReply: reply });
  });
});
