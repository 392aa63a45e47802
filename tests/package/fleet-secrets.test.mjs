// A token and a signature: nowhere in an archive, an event or an error.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { createSandbox } from "wechat-function-link/sandbox";

import { filesIn, pathsIn } from "../support/archives.mjs";
import { CANARY_TOKEN, everythingShown } from "../support/calls.mjs";
import { fleetOf } from "../support/fleets.mjs";

it("no token and no signature is in an archive, an event or an error, whatever goes wrong", async (t) => {
  // Every errcode, reply and fault that the sandbox knows, and every variant of a list.
  const { functions, environments } = createSandbox();
  const merchants = {
    wx1: { functions, environments },
    wx2: { functions: [], environmentsReply: "html" },
    wx3: { functions, errcode: 48001 },
    wx4: { functions, errcode: 42001 },
    wx5: { functions, errcode: 45009 },
    wx6: { functions, errcode: 45011 },
  };
  const tokenOf = (appid) => `${CANARY_TOKEN}${appid}`;
  const fleet = fleetOf(t, merchants, { authorizerOf: (token) => token.slice(CANARY_TOKEN.length) });
  const signatures = new Set();
  const fetch = async (url, init) => {
    const signature = /q-signature(?:=|%3D)([^&%]+)/i.exec(url)?.[1];
    if (signature) signatures.add(signature);
    return fleet.sandbox.fetch(url, init);
  };
  const events = [];
  const summary = await fleet.snapshot({
    id: "one",
    fetch,
    accessToken: ({ authorizerAppid }) => tokenOf(authorizerAppid),
    onEvent: (event) => events.push(event),
    maxAttempts: 1,
    attemptTimeoutMs: 1000,
    pauseMs: 1,
  });
  assert.ok(summary.failures > 30 && summary.functions > 60, JSON.stringify(summary));
  assert.ok(signatures.size >= 5, String(signatures.size));
  const secrets = [CANARY_TOKEN, encodeURIComponent(CANARY_TOKEN), "access_token=", "q-sign", "sign=", ...signatures];
  const errors = [];
  const reason = await fleet.snapshot({ targets: [{}], fetch, accessToken: tokenOf("wx1") }).catch((error) => error);
  errors.push(reason);
  const shown = {
    events: everythingShown(events) + JSON.stringify(events),
    summary: JSON.stringify(summary),
    errors: everythingShown(errors),
    paths: pathsIn(fleet.folder).join("\n"),
    ...Object.fromEntries(
      filesIn(fleet.folder).map((path) => [path, readFileSync(join(fleet.folder, path), "latin1")]),
    ),
  };
  for (const [what, text] of Object.entries(shown))
    for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} is in ${what}`);
});
