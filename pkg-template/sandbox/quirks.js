// Variants of the API reply, sound and broken ones. Each takes the sound reply, the number of earlier calls of this function and the
// request's signal, and returns a Response.
import { pause } from "./pause.js";
import { Refused } from "./refusal.js";

/** @import { SandboxReply } from "../sandbox.d.ts" */

/** @typedef {{ errcode: number, errmsg: string, url: string, checksum: string }} Reply */
/** @typedef {(reply: Reply, call: { earlier: number, signal: AbortSignal }) => Response | Promise<Response>} Quirk */

const SLOW_MS = 300;

/** @param {string} body @param {ResponseInit} [init] */
const text = (body, init) => new Response(body, { headers: { "content-type": "application/json" }, ...init });
/** @type {(change: (reply: Reply) => object) => Quirk} */
const changed = (change) => (reply) => text(JSON.stringify(change({ ...reply })));
/** @type {(...names: (keyof Reply)[]) => Quirk} */
const without = (...names) =>
  changed((reply) =>
    Object.fromEntries(Object.entries(reply).filter(([name]) => !(/** @type {string[]} */ (names).includes(name)))),
  );

/** @type {Record<SandboxReply, Quirk>} */
export const QUIRKS = {
  // Odd but sound.
  "text-plain": (reply) => text(JSON.stringify(reply), { headers: { "content-type": "text/plain" } }),
  "no-errcode": without("errcode", "errmsg"),
  "control-characters": (reply) => text(JSON.stringify({ ...reply, errmsg: "o@k" }).replace("@", "\u0001\n\t")),
  "byte-order-mark": (reply) => text(`\uFEFF${JSON.stringify(reply)}`),
  "escaped-slashes": (reply) => text(JSON.stringify(reply).replaceAll("/", "\\/")),
  "upper-case-checksum": changed((reply) => ({ ...reply, checksum: reply.checksum.toUpperCase() })),
  "unknown-keys": changed((reply) => ({ ...reply, extra: { nested: [1, null] } })),
  "unsigned-times": changed((reply) => ({ ...reply, url: reply.url.split("?")[0] })),

  // Sound in the end.
  "busy-twice": (reply, { earlier }) => {
    if (earlier < 2) throw new Refused(-1);
    return text(JSON.stringify(reply));
  },
  "status-503": (reply, { earlier }) =>
    earlier < 1 ? text("overloaded", { status: 503, headers: { "retry-after": "0" } }) : text(JSON.stringify(reply)),
  slow: (reply, { signal }) => pause(SLOW_MS, signal).then(() => text(JSON.stringify(reply))),

  // Not the documented reply.
  html: () => text("<!DOCTYPE html><title>502 Bad Gateway</title>"),
  "cut-off": (reply) => text(JSON.stringify(reply).slice(0, -20)),
  empty: () => text(""),
  "not-json": () => text("errcode=0"),
  "illegal-escape": (reply) => text(JSON.stringify(reply).replace('"ok"', '"\\x41"')),
  "too-large": (reply) => text(JSON.stringify({ ...reply, padding: "x".repeat(10 * 1024 * 1024) })),
  "deeply-nested": () => text("[".repeat(200_000) + "]".repeat(200_000)),
  "missing-url": without("url"),
  "missing-checksum": without("checksum"),
  "missing-all": without("errcode", "url", "checksum"),
  "short-checksum": changed((reply) => ({ ...reply, checksum: reply.checksum.slice(1) })),
  "odd-checksum": changed((reply) => ({ ...reply, checksum: `g${reply.checksum.slice(1)}` })),
  "relative-url": changed((reply) => ({ ...reply, url: "/login_LATEST.zip" })),
  "errcode-string": changed((reply) => ({ ...reply, errcode: "0" })),
  "errcode-too-large": (reply) => text(JSON.stringify(reply).replace('"errcode":0', '"errcode":9007199254740992')),
  "errcode-unknown": changed(() => ({
    errcode: 99999,
    errmsg: "something new hint: [a1b2] rid: 5f3a0c1d-0a1b2c3d-4e5f6071",
  })),

  // Responses of another server.
  redirect: (reply) => new Response(null, { status: 302, headers: { location: reply.url } }),
  "status-500": () => text("upstream failed", { status: 500 }),
  "status-412": () => text("", { status: 412 }),
};
