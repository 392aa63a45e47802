// Nothing that a caller passes can end another's call: 200 hostile objects at every function while 50 calls of every kind are under way.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import process from "node:process";
import { it } from "node:test";

import * as index from "wechat-function-link";
import * as fs from "wechat-function-link/fs";
import * as relay from "wechat-function-link/relay";

import { fails, sha256, soon, strays } from "../support/border.mjs";
import { bystanders, watched } from "../support/bystanders.mjs";
import { FALSE_BUFFERS } from "../support/false-buffers.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { HOSTILE, outcomeOf } from "../support/hostile.mjs";
import { folderOf } from "../support/saving.mjs";

const BYSTANDERS = 50;
const COPIES = {
  "a loaded module": () => ({ ...index, ...fs, ...relay }),
  "a fresh one": () => freshPackage("index", "fs", "relay"),
};

// All of them, and imitations of buffers.
const hostile = [
  ...HOSTILE,
  ...Object.entries(FALSE_BUFFERS).flatMap(([what, make]) => [
    [`verify: ${what}`, ({ verifyChecksum }) => verifyChecksum(make(), sha256("abc")), ["INVALID_ARGUMENT"]],
    [
      `verify: a chunk is ${what}`,
      ({ verifyChecksum }) =>
        verifyChecksum(
          (async function* () {
            yield make();
          })(),
          sha256("abc"),
        ),
      ["INVALID_ARGUMENT"],
    ],
  ]),
];

for (const [what, copy] of Object.entries(COPIES)) {
  for (const order of ["all at once", "one after another"]) {
    it(`bystanders: hostile objects ${order} at ${what} while ${BYSTANDERS} calls are under way`, async (t) => {
      assert.ok(hostile.length >= 200, String(hostile.length));
      const none = strays(t);
      const api = copy();
      const folder = folderOf(t);
      const { begun, finish } = await bystanders(t, api, folder, BYSTANDERS);
      await begun;
      const before = readdirSync(process.cwd()).sort();
      const outcomes = [];
      const run = async ([name, call, codes]) => {
        const outcome = await soon(outcomeOf(call, api), name).catch(({ message }) => message);
        if (!codes.includes(outcome)) outcomes.push(`${name}: ${outcome}, wanted ${codes.join(" or ")}`);
      };
      if (order === "all at once") await Promise.all(hostile.map(run));
      else for (const entry of hostile) await run(entry);
      await finish();
      await none();
      assert.deepEqual(outcomes, []);
      assert.deepEqual(readdirSync(process.cwd()).sort(), before, "a hostile call left a file");
      assert.ok(
        readdirSync(folder).every((name) => name.startsWith("saved-")),
        "a partial file is left",
      );
    });
  }
}

it("bystanders: a signal that hostile calls share with sound ones keeps no listener", async (t) => {
  const none = strays(t);
  const { signal, listeners } = watched();
  const api = { ...index, ...fs, ...relay };
  for (const [name, call] of HOSTILE) {
    if (!/^(link|download|verify): (fetch|the writer|the provider|a (reader|response|body|chunk))/.test(name)) continue;
    await soon(
      outcomeOf(call, {
        ...api,
        getFunctionLink: (request, options) => api.getFunctionLink(request, { ...options, signal }),
        downloadFunction: (request, options) => api.downloadFunction(request, { ...options, signal }),
        verifyChecksum: (source, checksum, options) => api.verifyChecksum(source, checksum, { ...options, signal }),
      }),
      name,
    );
    assert.equal(listeners(), 0, name);
  }
  await fails(index.getFunctionLink({}, { signal }), "INVALID_ARGUMENT");
  assert.equal(listeners(), 0);
  await none();
});
