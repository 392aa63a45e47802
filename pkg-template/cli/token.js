// The sources of access tokens: the environment, a file or a command. Never an argument, which every process can read.
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";
import { MAX_TOKEN_BYTES, tokenText } from "./token-text.js";

/** @import { TokenRequest } from "../index.d.ts" */
/** @import { TokenFlags } from "./options.js" */

/** @typedef {(wanted: TokenRequest) => Promise<string>} ReadToken */
/**
 * @typedef {{
 *   accessToken: string | ReadToken,
 *   perMerchant: boolean,
 *   remark(authorizerAppid: string | undefined): string | undefined,
 * }} TokenSource
 */

const GROUPS = process.platform !== "win32";

// { accessToken, perMerchant, remark }: `accessToken` for a request; `perMerchant` where the source distinguishes merchants;
// `remark(authorizerAppid)` is a hint about the source after the platform refused its token.
/** @param {TokenFlags} flags @param {NodeJS.ProcessEnv} [environment] @returns {TokenSource} */
export function tokenSource({ tokenFile, tokenCommand }, environment = process.env) {
  if (tokenFile !== undefined && tokenCommand !== undefined) {
    throw new Misuse(text("misuse.both", { one: "--token-file", other: "--token-command" }), text("misuse.giveOne"));
  }
  if (tokenCommand !== undefined) {
    const words = text("token.sameOfCommand");
    return { ...remarking((wanted) => fromCommand(tokenCommand, wanted), words), perMerchant: true };
  }
  if (tokenFile !== undefined) {
    const name = tokenFile === "-" ? text("name.stdin") : text("token.file", { path: tokenFile });
    const words = tokenFile === "-" ? text("token.sameOfInput") : text("token.sameOfFile", { path: tokenFile });
    return { ...remarking(fileReader(tokenFile, name), words), perMerchant: false };
  }
  const given = environment.WECHAT_ACCESS_TOKEN?.trim();
  if (!given) throw new Misuse(text("token.none"), text("token.noneAdvice"));
  return {
    accessToken: tokenText(Buffer.from(given), "WECHAT_ACCESS_TOKEN"),
    perMerchant: false,
    remark: () => undefined,
  };
}

// A source that returns the refused token again: a second request gets the platform's errcode for it.
/** @param {ReadToken} read @param {string} words */
function remarking(read, words) {
  const stale = new Set();
  /** @param {TokenRequest} wanted */
  async function accessToken(wanted) {
    const token = await read(wanted);
    if (token === wanted.rejectedToken) stale.add(wanted.authorizerAppid);
    else stale.delete(wanted.authorizerAppid);
    return token;
  }
  return {
    accessToken,
    remark: (/** @type {string | undefined} */ authorizerAppid) => (stale.has(authorizerAppid) ? words : undefined),
  };
}

// Reads a file anew each time, for a renewed token. A pipe and standard input can be read only once.
/** @param {string} path @param {string} name @returns {ReadToken} */
function fileReader(path, name) {
  /** @type {Promise<string> | undefined} */
  let once;
  return async ({ signal }) => {
    try {
      if (path === "-") return await (once ??= firstBytes(process.stdin).then((bytes) => tokenText(bytes, name)));
      if (once === undefined && (await stat(path)).isFile())
        return tokenText(await firstBytes(opened(path, signal)), name);
      return await (once ??= firstBytes(opened(path)).then((bytes) => tokenText(bytes, name)));
    } catch (error) {
      const { syscall } = /** @type {NodeJS.ErrnoException} */ (error ?? {});
      throw typeof syscall === "string" ? systemError(text("file.unreadable", { path: name }), error) : error;
    }
  };
}

/** @param {string} path @param {AbortSignal} [signal] */
const opened = (path, signal) => createReadStream(path, { signal, end: MAX_TOKEN_BYTES });

// Reads a stream just beyond the limit.
/** @param {AsyncIterable<Buffer>} stream */
async function firstBytes(stream) {
  /** @type {Buffer[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_TOKEN_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** @param {string} command @param {TokenRequest} wanted @returns {Promise<string>} */
function fromCommand(command, { authorizerAppid, rejectedToken, signal }) {
  return new Promise((resolve, reject) => {
    /** @type {NodeJS.ProcessEnv} */
    const told = { WECHAT_AUTHORIZER_APPID: authorizerAppid, WECHAT_REJECTED_TOKEN: rejectedToken };
    const env = { ...process.env, ...told };
    for (const name of Object.keys(told)) if (told[name] === undefined) delete env[name];
    // Its standard error goes to the user. It leads a process group, so that its children end with it.
    const child = spawn(command, { shell: true, detached: GROUPS, stdio: ["ignore", "pipe", "inherit"], env });
    const end = () => endGroup(child);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    /** @type {Buffer[]} */
    const chunks = [];
    let length = 0;
    child.stdout.on("data", (chunk) => {
      if (length > MAX_TOKEN_BYTES) return;
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_TOKEN_BYTES) end();
    });
    child.on("error", () => reject(new Misuse(text("token.notStarted"))));
    child.on("close", (code, name) => {
      signal.removeEventListener("abort", end);
      try {
        if (length > MAX_TOKEN_BYTES) throw new Misuse(text("token.tooMuch", { most: MAX_TOKEN_BYTES }));
        if (code !== 0) throw new Misuse(text("token.ended", { how: name ?? text("token.exitCode", { code }) }));
        if (length === 0) throw new Misuse(text("token.nothing"));
        resolve(tokenText(Buffer.concat(chunks), text("token.output")));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function endGroup(child) {
  try {
    if (GROUPS) process.kill(-Number(child.pid));
    else child.kill();
  } catch {
    // It has ended already, or did not start.
  }
}
