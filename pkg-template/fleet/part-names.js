// The names of an unfinished snapshot's parts. An archive gives back names alone, so that they say what a run that goes on has to know:
// when it started and against which snapshot, whose rows are there, and which packages it stored.
import { createHash } from "node:crypto";

/** @import { SnapshotTarget } from "../fleet.d.ts" */

// 128 bits: no two names of any fleet have the same. Never 64 digits, which are a package's alone.
const DIGITS = 32;

/** @param {unknown[]} names */
const digestOf = (names) => createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, DIGITS);

// The rows of a merchant, an environment or a function: whatever the target names.
/** @param {SnapshotTarget} target */
export function partOf({ authorizerAppid, env, functionName }) {
  if (env === undefined) return `merchant-${digestOf([authorizerAppid])}`;
  if (functionName === undefined) return `env-${digestOf([authorizerAppid, env])}`;
  return `function-${digestOf([authorizerAppid, env, functionName])}`;
}

const ROWS = /^(?:merchant|env|function)-([0-9a-f]{32})$/;

// What distinguishes the part of one target from that of another.
/** @param {string} part */
export const digestIn = (part) => ROWS.exec(part)?.[1];

// Says that this snapshot is about to store a package, so that a run that goes on counts it, too.
/** @param {string} checksum */
export const storedPart = (checksum) => `stored-${checksum.slice(0, DIGITS)}`;

// A start's part: `startedAt` in milliseconds since 1970.
/** @param {{ startedAt: number, previous: string | undefined }} start */
export const startPart = ({ startedAt, previous }) =>
  `start-${startedAt}${previous === undefined ? "" : `-${previous}`}`;

const START = /^start-(\d{1,15})(?:-(.+))?$/;

/** @param {string} part */
export function startIn(part) {
  const found = START.exec(part);
  return found ? { startedAt: Number(found[1]), previous: found[2] } : undefined;
}

const STORED = /^stored-([0-9a-f]{32})$/;

// The first digits of a stored package's checksum.
/** @param {string} part */
export const storedIn = (part) => STORED.exec(part)?.[1];

/** @param {string} checksum */
export const storedDigits = (checksum) => checksum.slice(0, DIGITS);
