// diff: what differs between two packages, by contents.
import { showChanges } from "../changes-text.js";
import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { flag, jsonOption, several } from "../options.js";
import { deployedPackage, deploymentOptions, isDeployment, packageAt } from "../package-operand.js";

/** @import { Format } from "../changes-text.js" */
/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

/**
 * @typedef {DeploymentFlags & SourceFlags & { nameStatus?: boolean, stat?: boolean, patch?: boolean, modes?: boolean, ignoreCrAtEol?: boolean }} DiffFlags
 */

/** @type {Format[]} */
const FORMATS = ["nameStatus", "stat", "patch"];

/** @param {Program} program @param {Run} run */
export function diffCommand(program, run) {
  const command = program
    .command("diff")
    .description(text("diff.what"))
    .usage(text("diff.usage"))
    .argument("[packages...]", text("operand.packages"))
    .option("--name-status", text("diff.nameStatus"))
    .option("--stat", text("diff.stat"))
    .option("-p, --patch", text("diff.patch"))
    .option("--ignore <pattern>", text("option.ignore"), several)
    .option("--modes", text("diff.modes"))
    .option("--ignore-cr-at-eol", text("diff.ignoreCrAtEol"));
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", text("diff.help")).action(run(diff));
}

/** @param {string[]} paths @param {DiffFlags} options @param {Context} context */
async function diff(paths, options, context) {
  const formats = FORMATS.filter((name) => options[name]);
  if (formats.length > 1) {
    const [one, other] = formats.map(flag);
    throw new Misuse(text("misuse.both", { one, other }), text("misuse.giveOne"));
  }
  const isDeployed = isDeployment(options);
  const [a = "", b = ""] = paths;
  if (paths.length !== (isDeployed ? 1 : 2)) {
    throw new Misuse(text(isDeployed ? "diff.oneNeeded" : "diff.twoNeeded"), text("diff.neededAdvice"));
  }
  if (a === "-" && b === "-") throw new Misuse(text("misuse.both", { one: "-", other: "-" }), text("misuse.oneInput"));
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
