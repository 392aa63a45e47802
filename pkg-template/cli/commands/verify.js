// verify: compares bytes of this machine with a checksum, without a request to the platform.
import { Option } from "commander";

import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { verifyFile } from "../local-file.js";
import { flag, jsonOption } from "../options.js";
import { plain } from "../output.js";
import { Progress } from "../progress.js";
import { verifyLists } from "../verify-lists.js";

/** @import { Context, Program, Run } from "../program.js" */
/** @import { ListFlags } from "../verify-lists.js" */

/** @type {(keyof ListFlags)[]} */
const LIST_OPTIONS = ["quiet", "status", "ignoreMissing", "strict", "warn"];

/** @param {Program} program @param {Run} run */
export function verifyCommand(program, run) {
  const command = program
    .command("verify")
    .description(text("verify.what"))
    .usage(text("verify.usage"))
    .argument("[operands...]", text("verify.operands"))
    .option("-c, --check", text("verify.check"))
    .option("-q, --quiet", text("verify.quiet"))
    .option("--status", text("verify.status"))
    .option("--ignore-missing", text("verify.ignoreMissing"))
    .option("--strict", text("verify.strict"))
    .option("-w, --warn", text("verify.warn"))
    .addOption(new Option("-z, --zero").hideHelp());
  jsonOption(command).addHelpText("after", text("verify.help")).action(run(verify));
}

/**
 * @param {string[]} operands
 * @param {ListFlags & { check?: boolean, zero?: boolean }} options
 * @param {Context} context
 */
function verify(operands, options, context) {
  if (options.zero) throw new Misuse(text("verify.zero"), text("verify.zeroAdvice"));
  if (options.check) return verifyLists(operands.length > 0 ? operands : ["-"], options, context);
  const needless = LIST_OPTIONS.find((name) => options[name]);
  if (needless) throw new Misuse(text("verify.alone", { option: flag(needless) }), text("verify.aloneAdvice"));
  if (operands.length !== 2) {
    throw new Misuse(text("verify.needed"), text("misuse.see", { command: "verify" }));
  }
  const [path, checksum] = operands;
  return verifyOne(path, checksum, context);
}

/** @param {string} path @param {string} checksum @param {Context} context */
async function verifyOne(path, checksum, { output, signal }) {
  const progress = new Progress(output);
  try {
    const { verified, size } = await verifyFile(path, checksum, { signal, onProgress: progress.update });
    progress.stop();
    output.object({ path, checksum: checksum.toLowerCase(), size, verified });
    const { green, red } = output.color;
    const verdict = verified ? green(text("verify.intact")) : red(text("verify.different"));
    output.line(text("verify.line", { path: plain(path), verdict }));
    return verified ? 0 : 1;
  } finally {
    progress.stop();
  }
}
