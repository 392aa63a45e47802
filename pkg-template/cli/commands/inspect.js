// inspect: what is in a package, and what is wrong with it.
import { text } from "../language.js";
import { jsonOption, several } from "../options.js";
import { deploymentOptions, onePackage } from "../package-operand.js";
import { showReport } from "../package-text.js";

/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

/** @param {Program} program @param {Run} run */
export function inspectCommand(program, run) {
  const command = program
    .command("inspect")
    .description(text("inspect.what"))
    .usage(text("inspect.usage"))
    .argument("[file]", text("operand.package"))
    .option("--all", text("inspect.all"))
    .option("--ignore <pattern>", text("option.ignoreInFolder"), several);
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", text("inspect.help")).action(run(inspect));
}

/** @param {string | undefined} path @param {DeploymentFlags & SourceFlags & { all?: boolean }} options @param {Context} context */
async function inspect(path, options, context) {
  const { source, named } = await onePackage(path, options, "inspect", context);
  const { inspectPackage } = await import("../../package.js");
  const report = await inspectPackage(source, { signal: context.signal });
  context.output.object({ ...named, ...report });
  showReport(report, options, context.output);
  return report.findings.some(({ level }) => level === "error") ? 1 : 0;
}
