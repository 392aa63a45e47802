// pull: downloads a verified package to a file, or many of them.
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
import { text, widthOf } from "../language.js";
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

// Every name takes the width of the longest.
const nameWidth = () => widthOf(text("row.until"));

/** @param {Program} program @param {Run} run */
export function pullCommand(program, run) {
  const command = program.command("pull").description(text("pull.what"));
  functionOptions(command)
    .option("-o, --out <file>", text("pull.out"))
    .option("--batch <file>", text("pull.batch"))
    .option("--out-dir <folder>", text("pull.outDir"))
    .option("--refresh", text("pull.refresh"))
    .option("--concurrency <number>", text("pull.concurrency"), count, 8);
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", text("pull.help")).action(run(pull));
}

/** @param {PullFlags} options @param {Context} context @returns {Promise<number | void>} */
function pull(options, context) {
  /** @type {(keyof PullFlags)[]} */
  const missing = options.batch === undefined ? ["env", "function"] : ["outDir"];
  /** @type {(keyof PullFlags)[]} */
  const excess = options.batch === undefined ? ["outDir", "refresh"] : ["env", "function", "authorizerAppid", "out"];
  const needless = excess.filter((name) => options[name] !== undefined).map(flag);
  const kind = options.batch === undefined ? "Alone" : "Batch";
  needOptions(/** @type {object} */ (options), /** @type {never[]} */ (missing), "pull", `misuse.needed${kind}`);
  if (needless.length > 0)
    throw new Misuse(
      text(`misuse.needless${kind}`, { options: needless.join(text("misuse.and")) }),
      text("misuse.see", { command: "pull" }),
    );
  if (options.batch === "-" && options.tokenFile === "-") {
    throw new Misuse(text("misuse.both", { one: "--batch -", other: "--token-file -" }), text("misuse.oneInput"));
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
      told = true; // a restart has no news for people
    };
    // A terminal shows the link of a long download at once. A pipe gets only the result.
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
      [text("row.link"), `${origin}${pathname}`],
      [text("row.until"), expiresAt?.toISOString()],
    ],
    nameWidth(),
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
      [text("row.file"), path],
      [text("row.size"), sizeText(size)],
      [text("row.checksum"), checksum],
      [text("row.verdict"), text("pull.verdict"), "green"],
    ],
    nameWidth(),
  );
}

// Writes nothing before the whole package is verified.
/**
 * @param {FunctionLinkRequest} request
 * @param {PullOptions} callOptions
 * @param {Output} output
 * @param {Progress} progress
 */
async function toStandardOutput(request, callOptions, output, progress) {
  if (output.json) throw new Misuse(text("misuse.both", { one: "--json", other: "--out -" }), text("misuse.oneOutput"));
  const { bytes, checksum } = await downloadFunction(request, callOptions);
  progress.stop();
  if (!output.stdout.write(bytes)) await once(output.stdout, "drain");
  output.note(text("pull.toStdout", { size: sizeText(bytes.length), checksum }));
}

// The same for a FIFO or a device: its reader cannot give bytes back.
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
