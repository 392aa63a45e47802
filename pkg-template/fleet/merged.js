// Several sorted runs of lines as one.
import { compareRows } from "./manifest.js";

/** @import { SnapshotRow } from "../fleet.d.ts" */
/** @import { Spool } from "./spool.js" */

/** @typedef {Pick<SnapshotRow, "authorizerAppid" | "env" | "functionName"> & { hasError: boolean, text: string }} Line */
/** @typedef {{ start: number, end: number }} Run */

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 10;

// The next line of each run that has one, the least on top: a binary heap.
/** @param {Spool} spool @param {Run[]} runs @returns {Generator<Line, void, undefined>} */
export function* merged(spool, runs) {
  /** @type {{ line: Line, lines: Iterator<Line> }[]} */
  const heap = [];
  for (const run of runs) {
    const lines = linesOf(spool, run);
    const { done, value } = lines.next();
    if (!done) heap.push({ line: value, lines });
  }
  heap.sort((one, other) => compareRows(one.line, other.line));
  while (heap.length > 0) {
    const [top] = heap;
    yield top.line;
    const { done, value } = top.lines.next();
    if (done) {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
    } else {
      top.line = value;
    }
    sink(heap);
  }
}

/** @param {{ line: Line }[]} heap */
function sink(heap) {
  for (let at = 0; ; ) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && compareRows(heap[child].line, heap[least].line) < 0) least = child;
    if (least === at) return;
    [heap[at], heap[least]] = [heap[least], heap[at]];
    at = least;
  }
}

/** @param {Spool} spool @param {Run} run @returns {Generator<Line, void, undefined>} */
function* linesOf(spool, { start, end }) {
  const { readAt } = spool.written();
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  for (let at = start; at < end; ) {
    const length = Math.min(CHUNK_BYTES, end - at);
    const bytes = new Uint8Array(rest.length + length);
    bytes.set(rest);
    readAt(at, bytes.subarray(rest.length));
    at += length;
    const whole = bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.slice(whole);
    for (const text of decoder.decode(bytes.subarray(0, whole)).split("\n")) if (text !== "") yield lineOf(`${text}\n`);
  }
}

/** @param {string} text @returns {Line} */
function lineOf(text) {
  const { authorizerAppid, env, functionName, error } = /** @type {SnapshotRow} */ (JSON.parse(text));
  return { authorizerAppid, env, functionName, hasError: error !== undefined, text };
}
