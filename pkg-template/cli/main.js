#!/usr/bin/env node
// The command line. Exit codes: 0 done, 1 "no" (the bytes do not match the checksum, packages differ), 2 an error.
import { CommanderError, Option } from "commander";

import { diffCommand } from "./commands/diff.js";
import { extractCommand } from "./commands/extract.js";
import { inspectCommand } from "./commands/inspect.js";
import { linkCommand } from "./commands/link.js";
import { pullCommand } from "./commands/pull.js";
import { relayCommand } from "./commands/relay.js";
import { sandboxCommand } from "./commands/sandbox.js";
import { verifyCommand } from "./commands/verify.js";
import { exitCode } from "./described.js";
import { Misuse } from "./errors.js";
import { endBy, flushed, interruptible, Interruption } from "./interruption.js";
import { Output } from "./output.js";
import { helpArguments, misuse, Program } from "./program.js";

/** @import { Run } from "./program.js" */

const HELP = `
Try it without an account:
  $ npx wechat-function-link sandbox        # prints what to type in another terminal

Then:
  $ export WECHAT_ACCESS_TOKEN=…            # the merchant's authorizer_access_token
  $ npx wechat-function-link pull --env test-777bb9 --function login

Exit codes: 0 done, 1 the bytes do not match the checksum, packages differ or one must not be unpacked, 2 an error.
Behind an outbound proxy, on Node.js 24 or 22.21: NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://proxy.example:3128`;

const COMMANDS = [
  linkCommand,
  pullCommand,
  verifyCommand,
  inspectCommand,
  diffCommand,
  extractCommand,
  relayCommand,
  sandboxCommand,
];
const TOKEN_FLAGS = ["--token", "--access-token"];

/** @param {Run} run */
function makeProgram(run) {
  const program = new Program("wechat-function-link")
    .description("Get the code of a WeChat mini program's cloud function back, provably intact.")
    .version(VERSION, "-v, --version")
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const add of COMMANDS) add(program, run);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ outputError: () => {} });
    for (const flag of TOKEN_FLAGS)
      command.addOption(new Option(`${flag} [value]`).hideHelp().argParser(refuseToken).preset(""));
  }
  return program;
}

function refuseToken() {
  throw new Misuse(
    "an access token cannot be an argument: every process of this machine can see it, and the shell keeps it",
    "Put it into WECHAT_ACCESS_TOKEN, or give --token-file FILE or --token-command COMMAND. Renew the one that you typed.",
  );
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
  const program = makeProgram(run);
  let failure;
  try {
    await program.parseAsync(helpArguments(program, parameters), { from: "user" });
  } catch (error) {
    failure = error;
  }
  const isInterruption = failure !== undefined && [signal.reason, signal.reason?.cause].includes(failure);
  if (failure !== undefined && !isInterruption) report(failure, output);
  await flushed();
  if (signal.aborted) end(signal.reason, isInterruption);
}

/** @param {unknown} error @param {Output} output */
function report(error, output) {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return; // --help, --version
    process.exitCode = 2;
    if (error.code !== "commander.help") output.error(misuse(error)); // no command: its help is shown already
    return;
  }
  output.error(error);
  process.exitCode = exitCode(error);
}

// A command that serves ends by itself when it is interrupted, with its own exit code.
/** @param {unknown} reason @param {boolean} isInterruption */
function end(reason, isInterruption) {
  if (reason instanceof Interruption) {
    if (isInterruption || reason.signal === "SIGPIPE") endBy(reason);
  } else {
    process.exitCode = 2;
    new Output().error(reason); // standard output takes nothing more, not even JSON
  }
}

main();
