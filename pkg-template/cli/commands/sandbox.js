// sandbox: the platform on your desk, as a server of this machine.
import { createSandbox } from "../../sandbox.js";
import { Misuse } from "../errors.js";
import { listen } from "../http-server.js";
import { count, jsonOption, port } from "../options.js";
import { readText } from "../text-file.js";

/** @import { SandboxFunction, SandboxOptions } from "../../sandbox.d.ts" */
/** @import { Context, Program, Run } from "../program.js" */

const HELP = `
Examples:
  $ wechat-function-link sandbox
  $ wechat-function-link sandbox --port 0 --json --link-lifetime 5

Environment test-777bb9 works; in the environments errcode, reply and download a function's name is what it shows, for
example --env errcode --function 61007, or --env download --function corrupt.`;

/** @param {Program} program @param {Run} run */
export function sandboxCommand(program, run) {
  const command = program
    .command("sandbox")
    .description("serve the platform on your desk: no account needed, nothing leaves this machine")
    .option("-p, --port <port>", "where to listen, 0 for any free port", port, 8788)
    .option("--link-lifetime <seconds>", "how long a link works", count, 10_060)
    .option(
      "--functions <file>",
      "the functions that exist: a JSON array of { env, functionName, files?, errcode?, reply?, download? }",
    );
  jsonOption(command).addHelpText("after", HELP).action(run(sandbox));
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
  output.line(`The sandbox listens at ${bold(origin)}. Ctrl-C ends it. In another terminal:\n`);
  output.line(`  export WECHAT_ACCESS_TOKEN=${token}`);
  output.line(
    `  npx wechat-function-link pull --base-url ${origin} --env ${quoted(env)} --function ${quoted(functionName)}\n`,
  );
  await closeOnAbort(signal);
  return 0;
}

/** @param {string} path @param {string} text @returns {SandboxFunction[]} */
function parseFunctions(path, text) {
  let functions;
  try {
    functions = JSON.parse(text);
  } catch {
    throw new Misuse(`${path} is not JSON`, "Give a JSON array of { env, functionName }.");
  }
  const sound =
    Array.isArray(functions) &&
    functions.length > 0 &&
    functions.every((one) => typeof one?.env === "string" && typeof one.functionName === "string");
  if (!sound)
    throw new Misuse(`${path} is not an array of { env, functionName }`, "See wechat-function-link sandbox --help.");
  return /** @type {SandboxFunction[]} */ (functions);
}

// A name that the sandbox does not know can only come from the file.
/** @param {string | undefined} path @param {SandboxOptions} options */
function made(path, options) {
  try {
    return createSandbox(options);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Misuse(`${path}: ${message.replace("createSandbox: ", "")}`, "See wechat-function-link sandbox --help.");
  }
}

/** @param {string} text */
const quoted = (text) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
