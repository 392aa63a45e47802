// What inspect, diff and extract look at: a zip, a folder, or what is deployed now.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { folder } from "../fs.js";
import { downloadFunction } from "../index.js";
import { bounded } from "./bounded.js";
import { about } from "./described.js";
import { Misuse, systemError } from "./errors.js";
import { text } from "./language.js";
import {
  callOptions,
  downloadOptions,
  functionOptions,
  functionRequest,
  needOptions,
  packageOptions,
  tokenOptions,
} from "./options.js";
import { Progress } from "./progress.js";
import { tokenSource } from "./token.js";

/** @import { PackageSource } from "../package.d.ts" */
/** @import { CallFlags, FunctionFlags, TokenFlags } from "./options.js" */
/** @import { Context, Program } from "./program.js" */

/** @typedef {CallFlags & FunctionFlags & TokenFlags} DeploymentFlags */
/** @typedef {{ ignore?: string[] }} SourceFlags */
/** @typedef {{ source: PackageSource, named: object }} Operand `named`: what JSON calls it */

// A package unpacks to 500 MB at the most.
const MOST_BYTES = 1024 * 1024 * 1024;
/** @type {(keyof FunctionFlags)[]} */
const DEPLOYMENT = ["env", "function", "authorizerAppid"];

/** @param {Program} command */
export const deploymentOptions = (command) => downloadOptions(callOptions(tokenOptions(functionOptions(command))));

/** @param {FunctionFlags} options */
export const isDeployment = (options) => DEPLOYMENT.some((name) => options[name] !== undefined);

/** @param {string} path @param {SourceFlags & { signal: AbortSignal }} options @returns {Promise<Operand>} */
export async function packageAt(path, { ignore, signal }) {
  const named = { path };
  try {
    if (path !== "-" && (await stat(path)).isDirectory()) return { source: folder(path, { ignore }), named };
    const stream = path === "-" ? process.stdin : createReadStream(path, { signal });
    return { source: await bytesOf(stream, path === "-" ? text("name.stdin") : path), named };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Misuse ? error : systemError(text("file.unreadable", { path }), error);
  }
}

/** @param {AsyncIterable<Buffer>} stream @param {string} path */
const bytesOf = (stream, path) =>
  bounded(stream, MOST_BYTES, () => new Misuse(text("operand.tooLarge", { path }), text("operand.tooLargeAdvice")));

// The same of a function: downloaded and verified.
/** @param {DeploymentFlags} options @param {string} command @param {Context} context @returns {Promise<Operand>} */
export async function deployedPackage(options, command, { output, signal }) {
  needOptions(options, ["env", "function"], command);
  const { accessToken, remark } = tokenSource(options);
  const request = functionRequest(options, accessToken);
  const progress = new Progress(output);
  try {
    const { bytes } = await downloadFunction(request, {
      ...packageOptions(options),
      signal,
      onProgress: progress.update,
    });
    const { accessToken: _, ...named } = request;
    return { source: bytes, named };
  } catch (error) {
    // There is nothing to look at: no verdict of these commands.
    throw about(error, { remark: remark(request.authorizerAppid), exitCode: 2 });
  } finally {
    progress.stop();
  }
}

// FILE, or a deployment in its place.
/** @param {string | undefined} path @param {DeploymentFlags & SourceFlags} options @param {string} command @param {Context} context */
export async function onePackage(path, options, command, context) {
  if (path !== undefined && isDeployment(options))
    throw new Misuse(text("misuse.both", { one: "FILE", other: "--env" }), text("misuse.giveOne"));
  if (path === undefined && !isDeployment(options))
    throw new Misuse(text("operand.needed"), text("operand.neededAdvice"));
  const found = await (path === undefined
    ? deployedPackage(options, command, context)
    : packageAt(path, { ignore: options.ignore, signal: context.signal }));
  if (options.ignore && found.source instanceof Uint8Array)
    throw new Misuse(text("operand.ignore"), text("operand.ignoreAdvice"));
  return found;
}
