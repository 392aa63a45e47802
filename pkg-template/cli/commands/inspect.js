// inspect: what is in a package, and what is wrong with it.
import { jsonOption, several, TOKEN_HELP } from "../options.js";
import { deploymentOptions, onePackage } from "../package-operand.js";
import { showReport } from "../package-text.js";

/** @import { DeploymentFlags, SourceFlags } from "../package-operand.js" */
/** @import { Context, Program, Run } from "../program.js" */

const HELP = `
Examples:
  $ wechat-function-link inspect login.zip
  $ wechat-function-link inspect . --ignore node_modules --ignore .git
  $ wechat-function-link inspect --env test-777bb9 --function login
  $ wechat-function-link inspect login.zip --json | jq -r .contentDigest

FILE is a zip, a folder, or - for a zip on standard input; with --env and --function it is what is deployed now, downloaded and
verified. Exit codes: 0 nothing forbids to unpack it, 1 something does (a finding of level error), 2 it is no zip, or an error.
${TOKEN_HELP}`;

/** @param {Program} program @param {Run} run */
export function inspectCommand(program, run) {
  const command = program
    .command("inspect")
    .description("show what is in a package, and what is wrong with it")
    .usage("[options] FILE\n       wechat-function-link inspect [options] --env E --function F")
    .argument("[file]", "a zip, a folder, or - for standard input")
    .option("--all", "show every file of node_modules")
    .option("--ignore <pattern>", "leave paths of a folder out, as .gitignore does; may be repeated", several);
  deploymentOptions(command);
  jsonOption(command).addHelpText("after", HELP).action(run(inspect));
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
