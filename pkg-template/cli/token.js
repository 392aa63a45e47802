// Where access tokens come from: the environment, a file or a command; never an argument, which every process can see.
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { Misuse, systemError } from "./errors.js";
import { MAX_TOKEN_BYTES, tokenText } from "./token-text.js";

/** @import { TokenRequest } from "../index.d.ts" */
/** @import { TokenFlags } from "./options.js" */

/** @typedef {(wanted: TokenRequest) => Promise<string>} ReadToken */
/**
 * @typedef {{ accessToken: string | ReadToken, perMerchant: boolean, remark(authorizerAppid: string | undefined): string | undefined }} TokenSource
 */

const GROUPS = process.platform !== "win32";
const SOURCES =
  "put the merchant's authorizer_access_token into WECHAT_ACCESS_TOKEN, or give --token-file FILE or --token-command COMMAND";

// { accessToken, perMerchant, remark }: `accessToken` as a request takes it; `perMerchant` where it knows merchants apart;
// `remark(authorizerAppid)` says what is wrong with the source where the platform refused its token.
/** @param {TokenFlags} flags @param {NodeJS.ProcessEnv} [environment] @returns {TokenSource} */
export function tokenSource({ tokenFile, tokenCommand }, environment = process.env) {
  if (tokenFile !== undefined && tokenCommand !== undefined) {
    throw new Misuse("--token-file and --token-command were both given", "Give one of them.");
  }
  if (tokenCommand !== undefined) {
    const words = "the token command gave the token that the platform refused once more";
    return { ...remarking((wanted) => fromCommand(tokenCommand, wanted), words), perMerchant: true };
  }
  if (tokenFile !== undefined) {
    const name = tokenFile === "-" ? "standard input" : `the token file ${tokenFile}`;
    const words =
      tokenFile === "-"
        ? "standard input gave no other token"
        : `${name} still holds the token that the platform refused`;
    return { ...remarking(fileReader(tokenFile, name), words), perMerchant: false };
  }
  const given = environment.WECHAT_ACCESS_TOKEN?.trim();
  if (!given) throw new Misuse("there is no access token", `To give one, ${SOURCES}.`);
  return {
    accessToken: tokenText(Buffer.from(given), "WECHAT_ACCESS_TOKEN"),
    perMerchant: false,
    remark: () => undefined,
  };
}

// A source that gives a refused token again: the platform is asked once more, and says itself what is wrong with the token.
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

// A file is read anew each time, so that a renewed token is seen. What is no file (a pipe, standard input) can be read once.
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
      throw typeof syscall === "string" ? systemError(`could not read ${name}`, error) : error;
    }
  };
}

/** @param {string} path @param {AbortSignal} [signal] */
const opened = (path, signal) => createReadStream(path, { signal, end: MAX_TOKEN_BYTES });

// Enough of a stream to see that it is too long.
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
    // Its standard error is the user's, as its own words are. It leads a group of its own: whatever it started is ended with it.
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
    child.on("error", () => reject(new Misuse("the token command could not be started")));
    child.on("close", (code, name) => {
      signal.removeEventListener("abort", end);
      try {
        if (length > MAX_TOKEN_BYTES) throw new Misuse(`the token command wrote more than ${MAX_TOKEN_BYTES} bytes`);
        if (code !== 0) throw new Misuse(`the token command ended with ${name ?? `exit code ${code}`}`);
        if (length === 0) throw new Misuse("the token command wrote no token to its standard output");
        resolve(tokenText(Buffer.concat(chunks), "the token command's output"));
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
    // It has ended already, or never began.
  }
}
