// `cargo xtask demo`: the main job in the terminal, then the console until Ctrl-C.
import { parseArgs } from "node:util";

import { Misuse } from "../pkg-template/cli/errors.js";
import { interruptible } from "../pkg-template/cli/interruption.js";
import { listen } from "../pkg-template/cli/http-server.js";
import { createSandbox } from "../pkg/sandbox.js";
import { runJob } from "./job.mjs";
import { startConsole } from "./serve.mjs";

/** @import { DownloadOptions, FunctionLinkRequest } from "../pkg/index.js" */

/**
 * @typedef {{
 *   called: string,
 *   request: FunctionLinkRequest & { accessToken: string },
 *   flawed?: FunctionLinkRequest,
 *   options?: DownloadOptions,
 *   kind: "live" | "sandbox",
 *   close(): Promise<void>,
 * }} Platform
 */

const HELP = `node www/demo.mjs [--once] [--live --env E --function F]

  --once        end after the job
  --live        ask the real platform, with the token in WECHAT_ACCESS_TOKEN
  --env E       the environment id (with --live)
  --function F  the function's name (with --live)`;

const SANDBOX_TOKEN = "sandbox-access-token";
/** @param {string} line */
const write = (line) => console.log(line);

/** @param {unknown} error */
const messageOf = (error) => /** @type {Error} */ (error).message;

function readArguments() {
  const text = /** @type {const} */ ({ type: "string" });
  const flag = /** @type {const} */ ({ type: "boolean", default: false });
  try {
    return parseArgs({ options: { once: flag, live: flag, env: text, function: text, help: { ...flag, short: "h" } } })
      .values;
  } catch (error) {
    throw new Misuse(messageOf(error));
  }
}

// The platform's address, and the function to download.
/** @param {{ live?: boolean, env?: string, function?: string }} wanted @returns {Promise<Platform>} */
async function platform({ live, env, function: functionName }) {
  if (!live) {
    if (env !== undefined || functionName !== undefined) throw new Misuse("--env and --function need --live");
    return sandboxPlatform();
  }
  const accessToken = process.env.WECHAT_ACCESS_TOKEN;
  if (!accessToken) throw new Misuse("--live needs the merchant's authorizer_access_token in WECHAT_ACCESS_TOKEN");
  if (!env || !functionName) throw new Misuse("--live needs --env and --function");
  const request = { accessToken, env, functionName };
  return { called: "api.weixin.qq.com", kind: "live", request, close: async () => {} };
}

/** @returns {Promise<Platform>} */
async function sandboxPlatform() {
  const sandbox = createSandbox();
  const { origin, close } = await listen(() => (request) => sandbox.fetch(request));
  return {
    called: "the bundled sandbox",
    kind: "sandbox",
    request: { accessToken: SANDBOX_TOKEN, env: "test-777bb9", functionName: "login" },
    flawed: { accessToken: SANDBOX_TOKEN, env: "package", functionName: "nested-folder" },
    options: { baseUrl: origin, allowedHosts: ["127.0.0.1"] },
    close,
  };
}

/** @param {Platform} platform */
async function serveConsole({ request, options, kind }) {
  const relayOptions = { accessToken: () => request.accessToken, ...options };
  const signal = interruptible();
  const platform = { kind, host: new URL(options?.baseUrl ?? "https://api.weixin.qq.com").host };
  const { url, closeOnAbort } = await startConsole({ relayOptions, platform });
  write(`\nThe console, open for one browser until Ctrl-C:\n\n  ${url}\n`);
  await closeOnAbort(signal);
}

async function main() {
  const options = readArguments();
  if (options.help) {
    write(HELP);
    return true;
  }
  const asked = await platform(options);
  try {
    write(`\nGet the link of a function's package from ${asked.called}, download it and verify it:\n`);
    let done = await runJob({ ...asked, write });
    if (done && asked.flawed) {
      write("\nThe same for a package that matches its checksum too, and cannot run:\n");
      done = await runJob({ ...asked, request: asked.flawed, write });
    }
    if (done && !options.once) await serveConsole(asked);
    return done;
  } finally {
    await asked.close();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  // Any other error is a bug of the demo. Its stack does not help, and its cause may hold a secret.
  console.error(`error: ${messageOf(error)}${error instanceof Misuse ? `\n\n${HELP}` : ""}`);
  process.exitCode = 1;
}
