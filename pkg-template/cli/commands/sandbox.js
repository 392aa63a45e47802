// sandbox: serves the sandbox on this machine.
import { createSandbox } from "../../sandbox.js";
import { Misuse } from "../errors.js";
import { listen } from "../http-server.js";
import { text } from "../language.js";
import { count, jsonOption, port } from "../options.js";
import { readText } from "../text-file.js";

/** @import { SandboxFunction, SandboxOptions } from "../../sandbox.d.ts" */
/** @import { Context, Program, Run } from "../program.js" */

/** @param {Program} program @param {Run} run */
export function sandboxCommand(program, run) {
  const command = program
    .command("sandbox")
    .description(text("sandbox.what"))
    .option("-p, --port <port>", text("option.port"), port, 8788)
    .option("--link-lifetime <seconds>", text("sandbox.linkLifetime"), count, 10_060)
    .option("--functions <file>", text("sandbox.functions"));
  jsonOption(command).addHelpText("after", text("sandbox.help")).action(run(sandbox));
}

/** @param {{ port: number, linkLifetime: number, functions?: string }} options @param {Context} context */
async function sandbox(options, { output, signal }) {
  const functions =
    options.functions === undefined ? undefined : parseFunctions(options.functions, await readText(options.functions));
  const {
    fetch,
    functions: known,
    accessTokens,
  } = made(options.functions, { functions, linkLifetimeSeconds: options.linkLifetime });
  const { origin, closeOnAbort } = await listen(() => (request) => fetch(request), { port: options.port });
  const [token] = Object.keys(accessTokens);
  const [{ env, functionName }] = known;
  output.object({
    baseUrl: origin,
    accessTokens,
    functions: known.map(({ env, functionName }) => ({ env, functionName })),
  });
  const { bold } = output.color;
  output.line(`${text("sandbox.listens", { address: bold(origin) })}\n`);
  output.line(`  export WECHAT_ACCESS_TOKEN=${token}`);
  output.line(
    `  npx wechat-function-link pull --base-url ${origin} --env ${quoted(env)} --function ${quoted(functionName)}\n`,
  );
  await closeOnAbort(signal);
  return 0;
}

/** @param {string} path @param {string} json @returns {SandboxFunction[]} */
function parseFunctions(path, json) {
  let functions;
  try {
    functions = JSON.parse(json);
  } catch {
    throw new Misuse(text("sandbox.notJson", { path }), text("sandbox.notJsonAdvice"));
  }
  const sound =
    Array.isArray(functions) &&
    functions.length > 0 &&
    functions.every((one) => typeof one?.env === "string" && typeof one.functionName === "string");
  if (!sound) throw new Misuse(text("sandbox.noArray", { path }), text("misuse.see", { command: "sandbox" }));
  return /** @type {SandboxFunction[]} */ (functions);
}

// A name that the sandbox does not know comes from the file.
/** @param {string | undefined} path @param {SandboxOptions} options */
function made(path, options) {
  try {
    return createSandbox(options);
  } catch (error) {
    const reason = /** @type {Error} */ (error).message.replace("createSandbox: ", "");
    throw new Misuse(text("sandbox.unknown", { path, reason }), text("misuse.see", { command: "sandbox" }));
  }
}

/** @param {string} name */
const quoted = (name) => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
