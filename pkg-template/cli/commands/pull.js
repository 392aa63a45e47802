// pull: a verified package in a file, or many of them.
import { once } from "node:events";
import { resolve } from "node:path";

import { saveFunction } from "../../fs.js";
import { downloadFunction } from "../../index.js";
import { sizeText } from "../amounts.js";
import { pullBatch } from "../batch.js";
import { Channel, isStandardOutput } from "../channel.js";
import { about } from "../described.js";
import { Misuse } from "../errors.js";
import { fileName } from "../file-name.js";
import {
  callOptions,
  count,
  downloadOptions,
  flag,
  functionOptions,
  functionRequest,
  jsonOption,
  needOptions,
  packageOptions,
  TOKEN_HELP,
  tokenOptions,
} from "../options.js";
import { Progress } from "../progress.js";
import { tokenSource } from "../token.js";

/** @import { DownloadOptions, FunctionLinkRequest, RelayedLink, StartEvent } from "../../index.d.ts" */
/** @import { BatchFlags } from "../batch.js" */
/** @import { CallFlags, FunctionFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */

/** @typedef {Partial<BatchFlags> & CallFlags & FunctionFlags & TokenFlags & { out?: string }} PullFlags */
/** @typedef {Omit<DownloadOptions, "relay" | "to"> & { signal: AbortSignal }} PullOptions */
/** @typedef {PullFlags & Required<Pick<FunctionFlags, "env" | "function">>} OneFlags */

const LONGEST_NAME = "works until";

const HELP = `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link pull --env test-777bb9 --function login
  $ wechat-function-link pull -e test-777bb9 -f login --out login.zip --json
  $ wechat-function-link pull -e test-777bb9 -f login --out - | bsdtar -tf -

  Many, eight at once; started again, it goes on where it stopped:
  $ cat functions.ndjson
  {"authorizerAppid":"wx0000000000000001","env":"test-777bb9","functionName":"login"}
  {"authorizerAppid":"wx0000000000000002","env":"prod-1a2b3c","functionName":"pay"}
  $ wechat-function-link pull --batch functions.ndjson --out-dir packages --token-command ./token.sh
  $ cd packages && wechat-function-link verify -c SHA256SUMS

The file is there only when its bytes match the checksum. A batch keeps what is there and still matches its SHA256SUMS without
asking the platform; --refresh asks whether it has a newer one. Exit codes: 0 done, 1 the bytes do not match the checksum, 2 an error.
${TOKEN_HELP}`;

/** @param {Program} program @param {Run} run */
export function pullCommand(program, run) {
  const command = program.command("pull").description("download a function's package and verify it");
  functionOptions(command)
    .option(
      "-o, --out <file>",
      "where to: a file, a FIFO or device, - for standard output; default: the function's name with .zip, here",
    )
    .option("--batch <file>", "pull many: one {authorizerAppid, env, functionName} per line, - for standard input")
    .option("--out-dir <folder>", "where the batch's packages go, with their SHA256SUMS")
    .option("--refresh", "with --batch: ask the platform for those that are there, too, and pull what has changed")
    .option("--concurrency <number>", "how many of a batch at once", count, 8);
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", HELP).action(run(pull));
}

/** @param {PullFlags} options @param {Context} context @returns {Promise<number | void>} */
function pull(options, context) {
  /** @type {(keyof PullFlags)[]} */
  const missing = options.batch === undefined ? ["env", "function"] : ["outDir"];
  /** @type {(keyof PullFlags)[]} */
  const excess = options.batch === undefined ? ["outDir", "refresh"] : ["env", "function", "authorizerAppid", "out"];
  const needless = excess.filter((name) => options[name] !== undefined).map(flag);
  const kind = options.batch === undefined ? " without --batch" : " with --batch";
  needOptions(/** @type {object} */ (options), /** @type {never[]} */ (missing), "pull", kind);
  if (needless.length > 0)
    throw new Misuse(`${needless.join(" and ")} cannot be given${kind}`, "See wechat-function-link pull --help.");
  if (options.batch === "-" && options.tokenFile === "-") {
    throw new Misuse("--batch - and --token-file - were both given", "Standard input can be one of them.");
  }
  return options.batch === undefined
    ? pullOne(/** @type {OneFlags} */ (options), context)
    : pullBatch(/** @type {BatchFlags} */ (options), context);
}

/**
 * @param {OneFlags} options
 * @param {Context} context
 */
async function pullOne(options, { output, signal }) {
  const { accessToken, remark } = tokenSource(options);
  const request = functionRequest(options, accessToken);
  const path = options.out ?? `${fileName(options.function)}.zip`;
  const progress = new Progress(output);
  const callOptions = { ...packageOptions(options), signal, onProgress: progress.update };
  try {
    if (isStandardOutput(path)) return await toStandardOutput(request, callOptions, output, progress);
    const channel = await Channel.at(path);
    if (channel) return await toChannel(channel, path, request, callOptions, output, progress);
    let told = false;
    /** @param {RelayedLink} link */
    const tell = (link) => {
      if (!told) showLink(link, output);
      told = true; // bytes that start over have no news for a person
    };
    // A person sees of what a long download is; a pipe gets the answer at once, or nothing.
    const onStart = (/** @type {StartEvent} */ { link }) => output.stdout.isTTY && tell(link);
    const saved = await saveFunction(request, path, { ...callOptions, onStart });
    progress.stop();
    tell(saved.link);
    show(request, saved, output);
  } catch (error) {
    throw about(error, { remark: remark(request.authorizerAppid) });
  } finally {
    progress.stop();
  }
}

/** @param {RelayedLink} link @param {Output} output */
function showLink({ url, expiresAt }, output) {
  const { origin, pathname } = new URL(/** @type {string} */ (url));
  output.rows(
    [
      ["link", `${origin}${pathname}`],
      [LONGEST_NAME, expiresAt?.toISOString()],
    ],
    LONGEST_NAME.length,
  );
}

/**
 * @param {FunctionLinkRequest} request
 * @param {{ path: string, size: number, checksum: string, link: RelayedLink }} saved
 * @param {Output} output
 */
function show({ accessToken, ...asked }, { path, size, checksum, link }, output) {
  output.object({ ...asked, path, size, checksum, verified: true, expiresAt: link.expiresAt });
  output.rows(
    [
      ["file", path],
      ["size", sizeText(size)],
      ["sha-256", checksum],
      ["verdict", "intact: its SHA-256 matches the platform's checksum", "green"],
    ],
    LONGEST_NAME.length,
  );
}

// Nothing is written before all of it is verified.
/**
 * @param {FunctionLinkRequest} request
 * @param {PullOptions} callOptions
 * @param {Output} output
 * @param {Progress} progress
 */
async function toStandardOutput(request, callOptions, output, progress) {
  if (output.json) throw new Misuse("--json and --out - were both given", "Standard output can be one of them.");
  const { bytes, checksum } = await downloadFunction(request, callOptions);
  progress.stop();
  if (!output.stdout.write(bytes)) await once(output.stdout, "drain");
  output.note(`${sizeText(bytes.length)}, SHA-256 ${checksum}, intact`);
}

// The same for a FIFO or a device, whose reader cannot take bytes back either.
/**
 * @param {Channel} channel
 * @param {string} path
 * @param {FunctionLinkRequest} request
 * @param {PullOptions} callOptions
 * @param {Output} output
 * @param {Progress} progress
 */
async function toChannel(channel, path, request, callOptions, output, progress) {
  let pulled;
  try {
    pulled = await downloadFunction(request, callOptions);
  } catch (error) {
    await channel.release();
    throw error;
  }
  progress.stop();
  const { bytes, ...rest } = pulled;
  await channel.write(bytes, callOptions.signal);
  showLink(rest.link, output);
  show(request, { path: resolve(path), ...rest }, output);
}
