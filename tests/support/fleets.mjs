// For tests of snapshots: merchants of a sandbox in this process, an archive in a folder of its own, and what was asked.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { takeSnapshot } from "wechat-function-link/fleet";
import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";

import { archiveOf, arrayOf } from "./archives.mjs";

/** @import { TestContext } from "node:test" */
/** @import { SnapshotOptions } from "wechat-function-link/fleet" */
/** @import { SandboxFunction, SandboxMerchant, SandboxOptions, SandboxRequest } from "wechat-function-link/sandbox" */

/** @typedef {{ [env: string]: (string | Partial<SandboxFunction>)[] }} Environments */

export const LISTS = ["/tcb/getenvinfo", "/tcb/listfunctions"];
export const LINK = "/tcb/downloadfunction";

// What was asked of a sandbox.
export class Asked {
  /** @type {SandboxRequest[]} */
  requests = [];

  /** @param {string} path @param {Partial<SandboxRequest>} [of] */
  count(path, of = {}) {
    const names = Object.entries(of);
    return this.requests.filter(
      (request) =>
        request.path === path &&
        names.every(([name, value]) => /** @type {{ [name: string]: unknown }} */ ({ ...request })[name] === value),
    ).length;
  }

  get stored() {
    return this.requests.filter(({ to }) => to === "storage").length;
  }

  clear() {
    this.requests.length = 0;
  }
}

// A merchant as `sandboxMerchants` makes them, by its environments: `{ prod: ["login", { functionName: "pay", errcode: 45009 }] }`.
/** @param {Environments} environments @param {Partial<SandboxMerchant>} [more] @returns {SandboxMerchant} */
export const merchantOf = (environments, more) => ({
  environments: Object.keys(environments).map((env) => ({ env })),
  functions: Object.entries(environments).flatMap(([env, functions]) =>
    functions.map((given) => {
      const made = typeof given === "string" ? { functionName: given } : given;
      return /** @type {SandboxFunction} */ ({ env, ...made });
    }),
  ),
  ...more,
});

/** @typedef {{ merchant: NonNullable<SandboxOptions["merchant"]>, targets(): Iterable<{ authorizerAppid: string }> }} Made */

/** @param {{ [appid: string]: SandboxMerchant } | Made} merchants @returns {Made} */
function madeOf(merchants) {
  if (typeof merchants.merchant === "function") return /** @type {Made} */ (merchants);
  const byAppid = new Map(Object.entries(/** @type {{ [appid: string]: SandboxMerchant }} */ (merchants)));
  return {
    merchant: (appid) => byAppid.get(appid),
    targets: () => Array.from(byAppid.keys(), (authorizerAppid) => ({ authorizerAppid })),
  };
}

// A fleet: merchants by appid, or what `sandboxMerchants` makes, behind the sandbox's fetch.
/** @param {TestContext} t @param {{ [appid: string]: SandboxMerchant } | Made} merchants @param {SandboxOptions} [options] */
export function fleetOf(t, merchants, options = {}) {
  const { archive, folder } = archiveOf(t);
  const asked = new Asked();
  const { merchant, targets } = madeOf(merchants);
  const sandbox = createSandbox({
    merchant,
    onRequest: (request) => void asked.requests.push(request),
    ...options,
  });
  const { accessToken } = sandboxMerchants(1);
  /** @param {Partial<SnapshotOptions>} [more] */
  const snapshot = (more) =>
    takeSnapshot({ targets: targets(), accessToken, archive, fetch: sandbox.fetch, pauseMs: 20, ...more });
  return {
    archive,
    folder,
    asked,
    sandbox,
    accessToken,
    snapshot,
    rows: (/** @type {string} */ id) => arrayOf(archive.snapshot(id)),
    // The lines of rows, as they are on the disk.
    lines: (/** @type {string} */ id) =>
      readFileSync(join(folder, `snapshots/${id}.ndjson`), "utf8")
        .split("\n")
        .slice(1, -2),
  };
}

// A row's names: `wx1/prod/login`.
/** @param {import("wechat-function-link/fleet").SnapshotRow} row */
export const nameOf = ({ authorizerAppid, env, functionName }) =>
  [authorizerAppid, env, functionName].filter(Boolean).join("/");
