// A list's reply and its variants, sound and broken ones.
import { QUIRKS } from "./quirks.js";
import { json, Refused } from "./refusal.js";

/** @import { SandboxListReply } from "../sandbox.d.ts" */
/** @import { Quirk, Reply } from "./quirks.js" */

/** @typedef {{ limit: number, offset: number }} Page */
/** @typedef {{ [name: string]: unknown }} Row */
/** @typedef {{ errcode?: number, errmsg?: string, total_count?: number, [list: string]: unknown }} ListBody */
/** @typedef {{ as: string, key: string, page?: Page }} Shape */

// Which rows a page has. Pages that overlap are what a function added while they are read makes of them.
/** @type {Partial<Record<SandboxListReply, (page: Page) => { start: number, length: number }>>} */
const PAGES = {
  repeated: ({ limit, offset }) => ({ start: Math.max(0, offset - 1), length: limit }),
  "same-page": ({ limit }) => ({ start: 0, length: limit }),
  "empty-page": ({ limit, offset }) => ({ start: offset, length: offset === 0 ? limit : 0 }),
  "short-pages": ({ limit, offset }) => ({ start: offset, length: Math.min(limit, 2) }),
  "fails-later": ({ limit, offset }) => {
    if (offset > 0) throw new Refused(45009);
    return { start: offset, length: limit };
  },
};

/** @type {(change: (row: Row, index: number) => unknown) => (body: ListBody, shape: Shape) => ListBody} */
const eachRow =
  (change) =>
  (body, { as }) => ({ ...body, [as]: /** @type {Row[]} */ (body[as]).map(change) });
/** @type {(change: (rows: Row[]) => unknown) => (body: ListBody, shape: Shape) => ListBody} */
const list =
  (change) =>
  (body, { as }) => ({ ...body, [as]: change(/** @type {Row[]} */ (body[as])) });
/** @type {(change: (total: number) => number | undefined) => (body: ListBody, shape: Shape) => ListBody} */
const total = (change) => (body) => ({ ...body, total_count: change(body.total_count ?? 0) });

/** @type {Partial<Record<SandboxListReply, (body: ListBody, shape: Shape) => ListBody>>} */
const BODIES = {
  // Odd but sound.
  "run-time": eachRow(({ runtime, ...row }) => ({ ...row, run_time: runtime })),
  "lone-status-reason": eachRow((row) => ({ ...row, status_reason: { errcode: -1, errmsg: "ResourceNotFound.File" } })),
  "no-list": list(() => undefined),
  "null-list": list(() => null),
  "no-total": total(() => undefined),
  "wrong-total": total((count) => count + 7),
  "low-total": total(() => 1),

  // Not the documented reply.
  "missing-all": ({ errmsg }) => ({ errmsg }),
  "list-object": list((rows) => ({ ...rows })),
  "list-text": list((rows) => JSON.stringify(rows)),
  "row-without-name": (body, { as, key }) =>
    eachRow((row, index) => (index === 0 ? { ...row, [key]: undefined } : row))(body, { as, key }),
  "row-null": eachRow((row, index) => (index === 0 ? null : row)),
};

// The variants of a link's reply that any reply has.
/** @type {(SandboxListReply & keyof typeof QUIRKS)[]} */
const SHARED = [
  "text-plain",
  "no-errcode",
  "control-characters",
  "byte-order-mark",
  "unknown-keys",
  "busy-twice",
  "status-503",
  "slow",
  "html",
  "cut-off",
  "empty",
  "not-json",
  "too-large",
  "deeply-nested",
  "errcode-string",
  "errcode-unknown",
  "status-500",
];

/** @type {SandboxListReply[]} */
export const LIST_REPLIES = /** @type {SandboxListReply[]} */ ([
  ...SHARED,
  ...Object.keys(PAGES),
  ...Object.keys(BODIES),
]);

/**
 * @template T
 * @param {Shape & {
 *   rows: T[], wire: (row: T) => Row, quirk: SandboxListReply | undefined, earlier: () => number, signal: AbortSignal,
 * }} list Without `page`, the reply has every row and no total_count.
 */
export function listReply({ rows, wire, quirk, as, key, page, earlier, signal }) {
  const choose = (quirk && PAGES[quirk]) ?? (({ limit, offset }) => ({ start: offset, length: limit }));
  const { start, length } = choose(page ?? { limit: rows.length, offset: 0 });
  const shown = rows.slice(start, start + length).map(wire);
  const body = { errcode: 0, errmsg: "ok", ...(page && { total_count: rows.length }), [as]: shown };
  const changed = quirk && BODIES[quirk]?.(body, { as, key, page });
  const shared = SHARED.find((name) => name === quirk);
  if (!shared) return json(changed ?? body);
  const variant = /** @type {Quirk} */ (QUIRKS[shared]);
  return variant(/** @type {Reply} */ (/** @type {unknown} */ (body)), { earlier: earlier(), signal });
}
