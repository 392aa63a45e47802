// The calls of the page, by name. Each takes a plain object and { signal, report }.
import {
  downloadFunction,
  FunctionLinkError,
  listEnvironments,
  listFunctions,
  verifyChecksum,
} from "wechat-function-link/url";
import { comparePackages, inspectPackage, readEntry } from "wechat-function-link/package-url";

import { Unreadable } from "./failure.js";

/** @import { FunctionInfo } from "wechat-function-link/url" */
/** @import { CallName, Calls, Reports, Source } from "../types.d.ts" */

/** @typedef {{ signal: AbortSignal, report(reports: Reports): void }} Tools */
/** @typedef {{ [Name in CallName]: (given: Calls[Name]["takes"], tools: Tools) => Promise<Calls[Name]["gives"]> }} Table */

const relay = `${self.location.origin}/relay`;
const EVERY_MS = 60;
const MOST_TEXT = 8 * 1024 * 1024;

// At most one call every EVERY_MS, and always one with the newest value: after it nothing may arrive for long.
/** @template Value @param {(value: Value) => void} send @returns {(value: Value, isLast: boolean) => void} */
function throttled(send) {
  let last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (value, isLast) => {
    const sendNow = () => {
      timer = undefined;
      last = performance.now();
      send(value);
    };
    clearTimeout(timer);
    const waitMs = last + EVERY_MS - performance.now();
    if (isLast || waitMs <= 0) sendNow();
    else timer = setTimeout(sendNow, waitMs);
  };
}

/** @type {Table} */
export const calls = {
  environments: ({ authorizerAppid }, { signal }) =>
    listEnvironments(authorizerAppid === undefined ? {} : { authorizerAppid }, { relay, signal }),

  async functions({ authorizerAppid, env }, { signal, report }) {
    let count = 0;
    /** @type {FunctionInfo[]} */
    let rows = [];
    const request = authorizerAppid === undefined ? { env } : { env, authorizerAppid };
    const flush = () => {
      if (rows.length > 0) report({ functions: rows });
      rows = [];
    };
    try {
      for await (const row of listFunctions(request, { relay, signal })) {
        count += 1;
        if (rows.push(row) >= 100) flush();
      }
    } finally {
      flush(); // what a failing list had before
    }
    return count;
  },

  async fetch(choice, { signal, report }) {
    let begun = 0;
    /** @type {number | undefined} */
    let total;
    const send = throttled(report);
    const { link, size, checksum, bytes } = await downloadFunction(choice, {
      relay,
      signal,
      onStart({ totalBytes }) {
        begun += 1;
        total = totalBytes;
        report({ step: "package", progress: { transferredBytes: 0, totalBytes, again: begun > 1 } });
      },
      onProgress({ transferredBytes, totalBytes = total }) {
        const progress = { transferredBytes, totalBytes, again: begun > 1 };
        send({ step: "package", progress }, transferredBytes === totalBytes);
      },
    });
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], { type: "application/zip" });
    return { size, checksum, blob, ...(link.expiresAt === undefined ? {} : { expiresAt: link.expiresAt }) };
  },

  async verify({ file, checksum }, { signal, report }) {
    const send = throttled(report);
    return readable(
      verifyChecksum(file, checksum, {
        signal,
        onProgress: ({ transferredBytes }) =>
          send({ progress: { transferredBytes, totalBytes: file.size } }, transferredBytes === file.size),
      }),
    );
  },

  inspect: ({ source }, { signal }) => readable(inspectPackage(opened(source), { signal })),

  // A copy of its own, so that its memory can move to the page.
  entry: async ({ source, path }, { signal }) =>
    readable(readEntry(source, path, { maxBytes: MOST_TEXT, signal })).then((bytes) => new Uint8Array(bytes)),

  compare: ({ before, after }, { signal }) => readable(comparePackages(opened(before), opened(after), { signal })),
};

/** @param {Source} source */
const opened = (source) => (source instanceof Blob ? source : { files: read(source.files) });

/** @param {{ path: string, file: Blob }[]} files */
async function* read(files) {
  for (const { path, file } of files) yield { path, bytes: await file.arrayBuffer() };
}

// A local file that disappeared rejects with the browser's own reason, which differs between them.
/** @template Value @param {Promise<Value>} work */
const readable = (work) =>
  work.catch((reason) => {
    throw FunctionLinkError.is(reason) || reason?.name === "AbortError" ? reason : new Unreadable();
  });
