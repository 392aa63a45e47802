// What inspect, diff and extract look at: a zip, a folder, or what is deployed now.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

import { folder } from "../fs.js";
import { downloadFunction } from "../index.js";
import { about } from "./described.js";
import { Misuse, systemError } from "./errors.js";
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

// A package unpacks to 500 MB at the most. A device that never ends would fill the memory.
const MOST_BYTES = 1024 * 1024 * 1024;
const DEPLOYMENT = ["env", "function", "authorizerAppid"];

export const deploymentOptions = (command) => downloadOptions(callOptions(tokenOptions(functionOptions(command))));

export const isDeployment = (options) => DEPLOYMENT.some((name) => options[name] !== undefined);

// { source, named }: `source` as the package entry takes it, `named` what JSON calls it.
export async function packageAt(path, { ignore, signal }) {
  const named = { path };
  try {
    if (path !== "-" && (await stat(path)).isDirectory()) return { source: folder(path, { ignore }), named };
    const stream = path === "-" ? process.stdin : createReadStream(path, { signal });
    return { source: await bytesOf(stream, path === "-" ? "standard input" : path), named };
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Misuse ? error : systemError(`could not read ${path}`, error);
  }
}

async function bytesOf(stream, name) {
  const chunks = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Misuse(`${name} holds more than 1 GiB`, "Name a zip, or a folder.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

// The same of a function: downloaded and verified.
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
export async function onePackage(path, options, command, context) {
  if (path !== undefined && isDeployment(options))
    throw new Misuse("FILE and --env were both given", `Give one of them. See wechat-function-link ${command} --help.`);
  if (path === undefined && !isDeployment(options))
    throw new Misuse(
      "FILE must be given, or --env and --function",
      `Name a zip or a folder. See wechat-function-link ${command} --help.`,
    );
  const found = await (path === undefined
    ? deployedPackage(options, command, context)
    : packageAt(path, { ...options, ...context }));
  if (options.ignore && found.source instanceof Uint8Array)
    throw new Misuse("--ignore is for a folder alone", "Leave it out: what is in a zip is looked at as a whole.");
  return found;
}
