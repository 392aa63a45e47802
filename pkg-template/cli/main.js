#!/usr/bin/env node
// The command line. Exit codes: 0 done, 1 "no" (the bytes do not match the checksum, packages differ), 2 an error.
import { CommanderError, Option } from "commander";

import { consoleCommand } from "./commands/console.js";
import { diffCommand } from "./commands/diff.js";
import { extractCommand } from "./commands/extract.js";
import { inspectCommand } from "./commands/inspect.js";
import { linkCommand } from "./commands/link.js";
import { listCommand } from "./commands/list.js";
import { pullCommand } from "./commands/pull.js";
import { relayCommand } from "./commands/relay.js";
import { reportCommand } from "./commands/report.js";
import { sandboxCommand } from "./commands/sandbox.js";
import { snapshotCommand } from "./commands/snapshot.js";
import { verifyCommand } from "./commands/verify.js";
import { exitCode } from "./described.js";
import { Misuse } from "./errors.js";
import { endBy, flushed, interruptible, Interruption } from "./interruption.js";
import { languageOf, speak, text } from "./language.js";
import { languageOption } from "./options.js";
import { Output } from "./output.js";
import { helpArguments, misuse, Program } from "./program.js";

/** @import { Run } from "./program.js" */

const COMMANDS = [
  listCommand,
  linkCommand,
  pullCommand,
  verifyCommand,
  inspectCommand,
  diffCommand,
  extractCommand,
  snapshotCommand,
  reportCommand,
  relayCommand,
  consoleCommand,
  sandboxCommand,
];
const TOKEN_FLAGS = ["--token", "--access-token"];

/** @param {Run} run */
function makeProgram(run) {
  const program = new Program("wechat-function-link")
    .description(text("program.what"))
    .version(VERSION, "-v, --version", text("help.ofVersion"))
    .addHelpText("after", text("program.help"))
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const add of COMMANDS) add(program, run);
  program.helpCommand("help [command]", text("help.ofHelp"));
  for (const command of [program, ...program.commands])
    languageOption(command).helpOption("-h, --help", text("help.ofHelp"));
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ outputError: () => {} });
    for (const flag of TOKEN_FLAGS)
      command.addOption(new Option(`${flag} [value]`).hideHelp().argParser(refuseToken).preset(""));
  }
  return program;
}

function refuseToken() {
  throw new Misuse(text("misuse.token"), text("misuse.tokenAdvice"));
}

async function main() {
  const signal = interruptible();
  const parameters = process.argv.slice(2);
  const output = new Output({ json: parameters.includes("--json") });
  /** @type {Run} */
  const run =
    (action) =>
    async (...given) => {
      given.pop(); // commander's own object
      process.exitCode = (await action(.../** @type {never[]} */ ([...given, { output, signal }]))) ?? 0;
    };
  speak(languageOf(parameters, process.env));
  const program = makeProgram(run);
  let failure;
  try {
    await program.parseAsync(helpArguments(program, parameters), { from: "user" });
  } catch (error) {
    failure = error;
  }
  const isInterruption = failure !== undefined && [signal.reason, signal.reason?.cause].includes(failure);
  if (failure !== undefined && !isInterruption) await report(failure, output);
  await flushed();
  if (signal.aborted) await end(signal.reason, isInterruption);
}

/** @param {unknown} error @param {Output} output */
async function report(error, output) {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return; // --help, --version
    process.exitCode = 2;
    if (error.code !== "commander.help") await output.error(misuse(error)); // no command: its help is shown already
    return;
  }
  await output.error(error);
  process.exitCode = exitCode(error);
}

// A serving command ends by itself after an interruption, with its own exit code.
/** @param {unknown} reason @param {boolean} isInterruption */
async function end(reason, isInterruption) {
  if (reason instanceof Interruption) {
    if (isInterruption || reason.signal === "SIGPIPE") endBy(reason);
  } else {
    process.exitCode = 2;
    await new Output().error(reason); // standard output takes nothing more, not even JSON
  }
}

main();
