// sandbox: serves the sandbox on this machine.
import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { count, jsonOption, port } from "../options.js";
import { readText } from "../text-file.js";

/** @import { SandboxOptions } from "../../sandbox.d.ts" */
/** @import { Context, Program, Run } from "../program.js" */

// For a shell, whose commands get the merchant's appid.
const TOKEN_COMMAND = 'echo "sandbox-token-$WECHAT_AUTHORIZER_APPID"';

/** @param {Program} program @param {Run} run */
export function sandboxCommand(program, run) {
  const command = program
    .command("sandbox")
    .description(text("sandbox.what"))
    .option("-p, --port <port>", text("option.port"), port, 8788)
    .option("--link-lifetime <seconds>", text("sandbox.linkLifetime"), count, 10_060)
    .option("--functions <file>", text("sandbox.functions"))
    .option("--merchants <number>", text("sandbox.merchants"), count);
  jsonOption(command).addHelpText("after", text("sandbox.help")).action(run(sandbox));
}

/**
 * @param {{ port: number, linkLifetime: number, functions?: string, merchants?: number }} options
 * @param {Context} context
 */
async function sandbox(options, { output, signal }) {
  const { createSandbox, sandboxMerchants } = await import("../../sandbox.js");
  const { listen } = await import("../http-server.js");
  const given = options.functions === undefined ? {} : parseFile(options.functions, await readText(options.functions));
  const merchants = options.merchants === undefined ? undefined : sandboxMerchants(options.merchants);
  const {
    fetch,
    functions: known,
    accessTokens,
  } = made(createSandbox, options.functions, {
    ...given,
    linkLifetimeSeconds: options.linkLifetime,
    ...(merchants && { merchant: merchants.merchant }),
  });
  const { origin, closeOnAbort } = await listen(() => (request) => fetch(request), { port: options.port });
  const [token] = Object.keys(accessTokens);
  const [{ env, functionName }] = known;
  output.object({
    baseUrl: origin,
    accessTokens,
    functions: known.map(({ env, functionName }) => ({ env, functionName })),
    ...(merchants && { merchants: options.merchants, tokenCommand: TOKEN_COMMAND }),
  });
  const { bold } = output.color;
  output.line(`${text("sandbox.listens", { address: bold(origin) })}\n`);
  output.line(`  export WECHAT_ACCESS_TOKEN=${token}`);
  output.line(`  npx wechat-function-link list --base-url ${origin} --env ${quoted(env)}`);
  output.line(
    `  npx wechat-function-link pull --base-url ${origin} --env ${quoted(env)} --function ${quoted(functionName)}\n`,
  );
  await closeOnAbort(signal);
  return 0;
}

// The file: an array of functions, or the options of a sandbox that JSON can hold.
/** @param {string} path @param {string} json @returns {SandboxOptions} */
function parseFile(path, json) {
  /** @type {unknown} */
  let given;
  try {
    given = JSON.parse(json);
  } catch {
    throw new Misuse(text("sandbox.notJson", { path }), text("sandbox.notJsonAdvice"));
  }
  const options = /** @type {SandboxOptions | null} */ (Array.isArray(given) ? { functions: given } : given);
  const functions = options?.functions;
  const sound =
    Array.isArray(functions) &&
    functions.length > 0 &&
    functions.every((one) => typeof one?.env === "string" && typeof one.functionName === "string");
  if (!options || !sound)
    throw new Misuse(text("sandbox.noArray", { path }), text("misuse.see", { command: "sandbox" }));
  return options;
}

// A name that the sandbox does not know comes from the file.
/** @param {typeof import("../../sandbox.js").createSandbox} createSandbox @param {string | undefined} path @param {SandboxOptions} options */
function made(createSandbox, path, options) {
  try {
    return createSandbox(options);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message.replace("createSandbox: ", "");
    throw new Misuse(text("sandbox.unknown", { path, reason }), text("misuse.see", { command: "sandbox" }));
  }
}

/** @param {string} name */
const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
