// verify: whether bytes of this machine are a checksum's; the platform is not asked.
import { described } from "../described.js";
import { Misuse } from "../errors.js";
import { readText, verifyFile } from "../local-file.js";
import { jsonOption } from "../options.js";
import { plain } from "../output.js";
import { Progress } from "../progress.js";
import { parseSums } from "../sums.js";

const HELP = `
Examples:
  $ wechat-function-link verify login.zip ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  $ curl -s "$ADDRESS" | wechat-function-link verify - "$CHECKSUM"
  $ wechat-function-link verify -c SHA256SUMS
  $ sha256sum *.zip | ssh archive wechat-function-link verify -c -

Paths in SUMS are taken from this folder, as sha256sum does. Exit codes: 0 all are intact, 1 the bytes of one are not its checksum's, 2 an
error: one could not be read, or a line is malformed.`;

export function verifyCommand(program, run) {
  const command = program
    .command("verify")
    .description("compare files with their SHA-256")
    .argument("[file]", "a file, - for standard input")
    .argument("[sum]", "its SHA-256: 64 hexadecimal digits")
    .option("-c, --check <sums>", "check the files of a list in sha256sum's format, - for standard input")
    .option("-q, --quiet", "with --check: do not name files that are intact", false);
  const action = (file, sum, options, context) => verify({ file, sum, ...options }, context);
  jsonOption(command).addHelpText("after", HELP).action(run(action));
}

function verify({ file, sum, check, quiet }, context) {
  if (check !== undefined) {
    if (file !== undefined) throw new Misuse("--check takes its files from the list", "Leave FILE and SUM out.");
    return verifyList(check, quiet, context);
  }
  if (file === undefined || sum === undefined) {
    throw new Misuse("FILE and SUM must be given, or --check SUMS", "See wechat-function-link verify --help.");
  }
  return verifyOne(file, sum, context);
}

async function verifyOne(path, checksum, { output, signal }) {
  const progress = new Progress(output);
  try {
    const { verified, size } = await verifyFile(path, checksum, { signal, onProgress: progress.update });
    progress.stop();
    output.object({ path, checksum: checksum.toLowerCase(), size, verified });
    const [verdict, color] = verified ? ["intact", "green"] : ["NOT intact: its bytes are not this checksum's", "red"];
    output.line(`${plain(path)}: ${output.color[color](verdict)}`);
    return verified ? 0 : 1;
  } finally {
    progress.stop();
  }
}

async function verifyList(list, quiet, { output, signal }) {
  const lines = parseSums(await readText(list));
  if (lines.length === 0) throw new Misuse("the list names no file", "Give a list as sha256sum writes it.");
  const counts = { intact: 0, wrong: 0, unreadable: 0, malformed: 0 };
  for (const { number, path, checksum } of lines) {
    if (path === undefined) {
      counts.malformed++;
      output.object({ line: number, error: { code: "INVALID_ARGUMENT", message: `line ${number} is malformed` } });
      output.note(`${output.errorColor.red("malformed")} line ${number}`);
    } else {
      counts[await listed(path, checksum, quiet, { output, signal })]++;
    }
  }
  output.object({ summary: counts });
  const shown = Object.entries(counts).filter(([name, count]) => name !== "intact" && count > 0);
  if (shown.length > 0) output.note(shown.map(([name, count]) => `${count} ${name}`).join(", "));
  if (counts.unreadable + counts.malformed > 0) return 2;
  return counts.wrong > 0 ? 1 : 0;
}

async function listed(path, checksum, quiet, { output, signal }) {
  const progress = new Progress(output);
  try {
    const { verified, size } = await verifyFile(path, checksum, { signal, onProgress: progress.update });
    progress.stop();
    output.object({ path, checksum, size, verified });
    if (!verified) output.line(`${plain(path)}: ${output.color.red("FAILED")}`);
    else if (!quiet) output.line(`${plain(path)}: ${output.color.green("OK")}`);
    return verified ? "intact" : "wrong";
  } catch (error) {
    progress.stop();
    signal.throwIfAborted();
    const fields = described(error);
    output.object({ path, checksum, error: fields });
    output.note(`${output.errorColor.red("unreadable")} ${plain(fields.message)}`);
    return "unreadable";
  }
}
