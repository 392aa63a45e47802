// extract: a package's files in a folder of their own, once all of them are verified.
import { InvalidArgumentError } from "commander";

import { extractPackage } from "../../fs.js";
import { sizeText } from "../amounts.js";
import { escaped } from "../escaped.js";
import { text } from "../language.js";
import { jsonOption, needOptions, several } from "../options.js";
import { deploymentOptions, onePackage } from "../package-operand.js";

/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

/** @typedef {DeploymentFlags & SourceFlags & { outDir?: string, replace?: boolean, symlinks?: "refuse" | "skip" }} ExtractFlags */

/** @param {string} given */
function refuseOrSkip(given) {
  if (given !== "refuse" && given !== "skip") throw new InvalidArgumentError(text("extract.refuseOrSkip"));
  return given;
}

/** @param {Program} program @param {Run} run */
export function extractCommand(program, run) {
  const command = program
    .command("extract")
    .description(text("extract.what"))
    .usage(text("extract.usage"))
    .argument("[file]", text("operand.package"))
    .option("-d, --out-dir <folder>", text("extract.outDir"))
    .option("--replace", text("extract.replace"))
    .option("--ignore <pattern>", text("option.ignoreInFolder"), several)
    .option("--symlinks <what>", text("extract.symlinks"), refuseOrSkip);
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", text("extract.help")).action(run(extract));
}

/** @param {string | undefined} path @param {ExtractFlags} options @param {Context} context */
async function extract(path, options, context) {
  needOptions(options, ["outDir"], "extract");
  const { outDir, replace = false, symlinks } = options;
  const { source, named } = await onePackage(path, options, "extract", context);
  const extracted = await extractPackage(source, outDir, { replace, symlinks, signal: context.signal });
  context.output.object({ ...named, ...extracted });
  const { folder, files, bytes } = extracted;
  context.output.rows([
    [text("extract.folder"), escaped(folder)],
    [text("extract.files"), text("extract.filesText", { count: files, size: sizeText(bytes) })],
  ]);
}
