// diff: what differs between two packages, by contents.
import { showChanges } from "../changes-text.js";
import { Misuse } from "../errors.js";
import { flag, jsonOption, several, TOKEN_HELP } from "../options.js";
import { deployedPackage, deploymentOptions, isDeployment, packageAt } from "../package-operand.js";

/** @import { Format } from "../changes-text.js" */
/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

/**
 * @typedef {DeploymentFlags & SourceFlags & { nameStatus?: boolean, stat?: boolean, patch?: boolean, modes?: boolean, ignoreCrAtEol?: boolean }} DiffFlags
 */

const HELP = `
Examples:
  $ wechat-function-link diff before.zip after.zip
  $ wechat-function-link diff . --env test-777bb9 --function login --ignore .git     # is what I have what is deployed?
  $ wechat-function-link diff before.zip after.zip --patch | git apply

A and B are zips or folders, one of them may be - for a zip on standard input. With --env and --function B is what is deployed now,
downloaded and verified. A is before, B is after. Dates, order and compression never count; dependencies are summed up, a line each.
By default a line has a letter and a path: A added, D removed, M modified, E modified in line ends alone, X the execute bit (with
--modes). Exit codes: 0 the same, 1 different, 2 an error.
${TOKEN_HELP}`;

/** @type {Format[]} */
const FORMATS = ["nameStatus", "stat", "patch"];

/** @param {Program} program @param {Run} run */
export function diffCommand(program, run) {
  const command = program
    .command("diff")
    .description("compare two packages by their contents")
    .usage("[options] A B\n       wechat-function-link diff [options] A --env E --function F")
    .argument("[packages...]", "zips or folders")
    .option("--name-status", "a letter and a path a line; the default")
    .option("--stat", "how many lines changed in each file")
    .option("-p, --patch", "a unified patch, which git apply and patch -p1 take")
    .option("--ignore <pattern>", "leave paths out, as .gitignore does; may be repeated", several)
    .option("--modes", "compare execute bits as well")
    .option("--ignore-cr-at-eol", "CRLF and LF line ends are the same");
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", HELP).action(run(diff));
}

/** @param {string[]} paths @param {DiffFlags} options @param {Context} context */
async function diff(paths, options, context) {
  const formats = FORMATS.filter((name) => options[name]);
  if (formats.length > 1) throw new Misuse(`${formats.map(flag).join(" and ")} were given`, "Give one of them.");
  const isDeployed = isDeployment(options);
  const [a = "", b = ""] = paths;
  if (paths.length !== (isDeployed ? 1 : 2)) {
    throw new Misuse(
      isDeployed ? "one package must be given beside --env and --function" : "two packages must be given",
      "Name zips or folders: A is before, B is after. See wechat-function-link diff --help.",
    );
  }
  if (a === "-" && b === "-") throw new Misuse("- was given twice", "Standard input can be one of them.");
  const { ignore, modes = false, ignoreCrAtEol = false } = options;
  const { signal, output } = context;
  const before = await packageAt(a, { ignore, signal });
  const after = isDeployed ? await deployedPackage(options, "diff", context) : await packageAt(b, { ignore, signal });
  const { comparePackages } = await import("../../package.js");
  const patches = output.json || (options.stat ?? options.patch ?? false);
  const wanted = { ignore, modes, ignoreCrAtEol, patches, signal };
  const comparison = await comparePackages(before.source, after.source, wanted);
  output.object({
    ...comparison,
    before: { ...before.named, ...comparison.before },
    after: { ...after.named, ...comparison.after },
  });
  // What does not count is for programs alone.
  const files = comparison.files.filter(({ status }) => !ignoreCrAtEol || status !== "eol-only");
  showChanges({ ...comparison, files }, formats[0] ?? "nameStatus", output);
  return comparison.same ? 0 : 1;
}
