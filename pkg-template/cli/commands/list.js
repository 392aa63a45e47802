// list: the environments of a merchant, or with --env the functions of one.
import { listEnvironments, listFunctions } from "../../index.js";
import { about } from "../described.js";
import { text } from "../language.js";
import { callOptions, count, jsonOption, linkOptions, tokenOptions } from "../options.js";
import { Table } from "../table.js";
import { tokenSource } from "../token.js";

/** @import { Environment, FunctionInfo } from "../../index.d.ts" */
/** @import { CallFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */
/** @import { Cell, CellColor } from "../table.js" */

/** @typedef {CallFlags & TokenFlags & { env?: string, authorizerAppid?: string, pageSize?: number }} ListFlags */

// Keys of texts.
const ENVIRONMENT_TITLES = ["list.env", "list.status", "list.alias", "list.package", "list.changed"];
const FUNCTION_TITLES = ["list.name", "list.status", "list.runtime", "list.changed", "list.reason"];
const ENVIRONMENT_COUNTS = ["list.noEnvironment", "list.oneEnvironment", "list.environments"];
const FUNCTION_COUNTS = ["list.noFunction", "list.oneFunction", "list.functions"];

/** @param {Program} program @param {Run} run */
export function listCommand(program, run) {
  const command = program
    .command("list")
    .description(text("list.what"))
    .option("-e, --env <id>", text("option.listEnv"))
    .option("-a, --authorizer-appid <appid>", text("option.authorizerAppid"))
    .option("--page-size <number>", text("list.pageSize"), count);
  callOptions(tokenOptions(command));
  jsonOption(command).addHelpText("after", text("list.help")).action(run(list));
}

/** @param {ListFlags} options @param {Context} context */
async function list(options, { output, signal }) {
  const { env, authorizerAppid, pageSize } = options;
  const { accessToken, remark } = tokenSource(options);
  const request = { accessToken, ...(authorizerAppid === undefined ? {} : { authorizerAppid }) };
  const call = { ...linkOptions(options), signal };
  try {
    if (env === undefined) await showEnvironments(await listEnvironments(request, call), output);
    else await showFunctions(env, listFunctions({ ...request, env }, { ...call, pageSize }), output);
  } catch (error) {
    throw about(error, { remark: remark(authorizerAppid) });
  }
}

/** @param {Environment[]} environments @param {Output} output */
async function showEnvironments(environments, output) {
  const table = new Table(output, ENVIRONMENT_TITLES);
  for (const environment of environments) {
    output.object(environment);
    const { env, status, alias, packageName, packageId, updatedAt } = environment;
    table.add([
      { value: env },
      { value: status, color: status === "NORMAL" ? "green" : "red" },
      { value: alias },
      { value: packageName ?? packageId },
      { value: updatedAt, color: "dim" },
    ]);
  }
  table.flush();
  sum(environments.length, ENVIRONMENT_COUNTS, table, output);
}

/** @param {string} env @param {AsyncGenerator<FunctionInfo>} functions @param {Output} output */
async function showFunctions(env, functions, output) {
  const table = new Table(output, FUNCTION_TITLES);
  let shown = 0;
  try {
    // A page's rows come one right after the other; the table shows them while the next page is fetched.
    for (let step; !(step = await flushing(functions.next(), table)).done; shown++) {
      output.object({ env, ...step.value });
      table.add(functionRow(step.value));
    }
  } finally {
    table.flush();
  }
  sum(shown, FUNCTION_COUNTS, table, output);
}

/**
 * @param {Promise<IteratorResult<FunctionInfo, void>>} next
 * @param {Table} table
 */
async function flushing(next, table) {
  const idle = setImmediate(() => table.flush());
  try {
    return await next;
  } finally {
    clearImmediate(idle);
  }
}

/** @param {FunctionInfo} info @returns {Cell[]} */
function functionRow({ name, status, runtime, modTime, statusReason = [] }) {
  const reasons = statusReason.map(({ errmsg, errcode }) => {
    return errmsg && errcode !== undefined
      ? text("error.reason", { message: errmsg, code: errcode })
      : errmsg || errcode;
  });
  return [
    { value: name },
    { value: status, color: colorOf(status) },
    { value: runtime },
    { value: modTime, color: "dim" },
    { value: reasons.filter((reason) => reason !== undefined).join("; ") },
  ];
}

/** @param {string} status @returns {CellColor} */
const colorOf = (status) => (status === "Active" ? "green" : status.endsWith("Failed") ? "red" : "yellow");

// For a person: how many there were, or that there is none.
/** @param {number} count @param {string[]} keys @param {Table} table @param {Output} output */
function sum(count, keys, table, output) {
  if (table.isAligned) output.note(output.errorColor.dim(text(keys[Math.min(count, 2)], { count })));
}
