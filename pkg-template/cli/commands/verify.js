// verify: whether bytes of this machine match a checksum; the platform is not asked.
import { Option } from "commander";

import { Misuse } from "../errors.js";
import { verifyFile } from "../local-file.js";
import { flag, jsonOption } from "../options.js";
import { plain } from "../output.js";
import { Progress } from "../progress.js";
import { verifyLists } from "../verify-lists.js";

/** @import { Context, Program, Run } from "../program.js" */
/** @import { ListFlags } from "../verify-lists.js" */

const HELP = `
Examples:
  $ wechat-function-link verify login.zip ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  $ curl -s "$ADDRESS" | wechat-function-link verify - "$CHECKSUM"
  $ wechat-function-link verify -c SHA256SUMS
  $ wechat-function-link verify --check --quiet --strict monday.sums tuesday.sums
  $ sha256sum *.zip | ssh archive wechat-function-link verify -c

With --check the operands are lists as sha256sum writes them, - or none for standard input. Paths in a list are taken from this
folder, and a malformed line is a warning unless --strict is given, as with sha256sum. Exit codes: 0 all are intact, 1 the bytes of
one do not match its checksum, 2 an error: a file or a list could not be read, a list names no file, or --strict found a malformed line.`;

/** @type {(keyof ListFlags)[]} */
const LIST_OPTIONS = ["quiet", "status", "ignoreMissing", "strict", "warn"];

/** @param {Program} program @param {Run} run */
export function verifyCommand(program, run) {
  const command = program
    .command("verify")
    .description("compare files with their SHA-256")
    .usage("[options] FILE SUM\n       wechat-function-link verify [options] --check [LIST...]")
    .argument(
      "[operands...]",
      "a file (- for standard input) and its SHA-256 of 64 hexadecimal digits; with --check, lists",
    )
    .option("-c, --check", "check the files of lists in sha256sum's format")
    .option("-q, --quiet", "with --check: do not name files that are intact")
    .option("--status", "with --check: write no verdicts, the exit code has it")
    .option("--ignore-missing", "with --check: pass over files that are not there")
    .option("--strict", "with --check: a malformed line is an error")
    .option("-w, --warn", "with --check: name each malformed line")
    .addOption(new Option("-z, --zero").hideHelp());
  jsonOption(command).addHelpText("after", HELP).action(run(verify));
}

/**
 * @param {string[]} operands
 * @param {ListFlags & { check?: boolean, zero?: boolean }} options
 * @param {Context} context
 */
function verify(operands, options, context) {
  if (options.zero)
    throw new Misuse("--zero is not for checking", "A list's lines end with line feeds: write it without -z.");
  if (options.check) return verifyLists(operands.length > 0 ? operands : ["-"], options, context);
  const needless = LIST_OPTIONS.find((name) => options[name]);
  if (needless) throw new Misuse(`${flag(needless)} is for --check alone`, "Add --check, or leave it out.");
  if (operands.length !== 2) {
    throw new Misuse("FILE and SUM must be given, or --check and lists", "See wechat-function-link verify --help.");
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
    output.line(`${plain(path)}: ${verified ? green("intact") : red("NOT intact: its SHA-256 is another")}`);
    return verified ? 0 : 1;
  } finally {
    progress.stop();
  }
}
