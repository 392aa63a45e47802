// report: what changed between two snapshots of an archive.
import { once } from "node:events";
import { stat } from "node:fs/promises";

import { InvalidArgumentError } from "commander";

import { Misuse, systemError } from "../errors.js";
import { text } from "../language.js";
import { jsonOption } from "../options.js";
import { HtmlReport } from "../report/html.js";
import { JsonReport } from "../report/json.js";
import { JunitReport } from "../report/junit.js";
import { chosen, driftsOf } from "../report/snapshots.js";
import { TextReport } from "../report/text.js";

/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */
/** @import { Drift } from "../../fleet.d.ts" */
/** @import { Counts, Report } from "../report/types.d.ts" */

/** @typedef {{ since?: string, format?: Format }} ReportFlags */
/** @typedef {keyof typeof FORMATS} Format */

const FORMATS = { text: TextReport, json: JsonReport, html: HtmlReport, junit: JunitReport };
// What is written at once.
const CHUNK_LENGTH = 64 * 1024;

/** @param {Program} program @param {Run} run */
export function reportCommand(program, run) {
  const command = program
    .command("report")
    .description(text("report.what"))
    .usage(text("report.usage"))
    .argument("[dir]", text("report.dir"))
    .option("--since <id>", text("report.since"))
    .option("--format <format>", text("report.format"), format);
  jsonOption(command).addHelpText("after", text("report.help")).action(run(report));
}

/** @param {string} given */
function format(given) {
  if (!Object.hasOwn(FORMATS, given)) throw new InvalidArgumentError(text("report.formats"));
  return given;
}

/** @param {string | undefined} folder @param {ReportFlags} options @param {Context} context */
async function report(folder, options, { output, signal }) {
  if (!folder) throw new Misuse(text("report.needed"), text("misuse.see", { command: "report" }));
  if (output.json && options.format !== undefined && options.format !== "json") {
    const both = { one: "--json", other: `--format ${options.format}` };
    throw new Misuse(text("misuse.both", both), text("misuse.giveOne"));
  }
  await checkFolder(folder);
  const { fileArchive, compareSnapshots } = await import("../../fleet.js");
  const archive = fileArchive(folder);
  const { before, after } = await chosen(archive, folder, options.since);
  const counts = /** @type {Counts} */ ({ unchanged: 0, repackaged: 0, changed: 0, added: 0, removed: 0, unknown: 0 });
  const Format = FORMATS[output.json ? "json" : (options.format ?? "text")];
  const made = new Format({ before, after, counts, color: output.color });
  await write(made, counts, driftsOf(archive, compareSnapshots, { before, after }), { output, signal });
  if (counts.unknown > 0 || after.partial) return 2;
  return counts.repackaged + counts.changed + counts.added + counts.removed > 0 ? 1 : 0;
}

// An archive that is not there has no snapshots; a folder's misspelt name should say so.
/** @param {string} folder */
async function checkFolder(folder) {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    throw systemError(text("file.unreadable", { path: folder }), error);
  }
  throw new Misuse(text("report.notAFolder", { path: folder }), text("report.notAFolderAdvice"));
}

/** @param {Report} made @param {Counts} counts @param {AsyncIterable<Drift>} drifts @param {{ output: Output, signal: AbortSignal }} context */
async function write(made, counts, drifts, { output: { stdout }, signal }) {
  /** @param {string} chunk */
  const send = async (chunk) => {
    if (!stdout.write(chunk)) await once(stdout, "drain", { signal }).catch(() => signal.throwIfAborted());
    signal.throwIfAborted();
  };
  let chunk = made.begin();
  for await (const drift of drifts) {
    counts[drift.status]++;
    const part = made.drift(drift);
    chunk += typeof part === "string" ? part : await part;
    if (chunk.length >= CHUNK_LENGTH) {
      await send(chunk);
      chunk = "";
    }
  }
  await send(chunk + (await made.end()));
}
