// extract: a package's files in a folder of their own, once all of them are verified.
import { Option } from "commander";

import { extractPackage } from "../../fs.js";
import { sizeText } from "../amounts.js";
import { escaped } from "../escaped.js";
import { jsonOption, needOptions, several, TOKEN_HELP } from "../options.js";
import { deploymentOptions, onePackage } from "../package-operand.js";

/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

/** @typedef {DeploymentFlags & SourceFlags & { outDir?: string, replace?: boolean, symlinks: "refuse" | "skip" }} ExtractFlags */

const HELP = `
Examples:
  $ wechat-function-link extract login.zip --out-dir login
  $ wechat-function-link extract --env test-777bb9 --function login --out-dir login --replace

FILE is a zip, a folder, or - for a zip on standard input; with --env and --function it is what is deployed now, downloaded and
verified. Nothing is written before every entry is checked: names that lead out of the folder, links and damaged data are refused. The
folder is there only when it is complete. Exit codes: 0 done, 2 an error or a package that must not be unpacked.
${TOKEN_HELP}`;

/** @param {Program} program @param {Run} run */
export function extractCommand(program, run) {
  const command = program
    .command("extract")
    .description("unpack a package into a folder, after checking every entry")
    .usage(
      "[options] FILE --out-dir DIR\n       wechat-function-link extract [options] --env E --function F --out-dir DIR",
    )
    .argument("[file]", "a zip, a folder, or - for standard input")
    .option("-d, --out-dir <folder>", "where to: a folder that is not there, or is empty")
    .option("--replace", "replace a folder that is there, as a whole and once the new one is complete")
    .option("--ignore <pattern>", "leave paths of a folder out, as .gitignore does; may be repeated", several)
    .addOption(
      new Option("--symlinks <what>", "what to do where the package has symbolic links")
        .choices(["refuse", "skip"])
        .default("refuse"),
    );
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", HELP).action(run(extract));
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
    ["folder", escaped(folder)],
    ["files", `${files}, ${sizeText(bytes)}`],
  ]);
}
