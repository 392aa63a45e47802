#!/usr/bin/env node
// The command line. Exit codes: 0 done, 1 "no" (the bytes are not the checksum's), 2 an error.
import { Command, CommanderError, Option } from "commander";

import { linkCommand } from "./commands/link.js";
import { pullCommand } from "./commands/pull.js";
import { relayCommand } from "./commands/relay.js";
import { sandboxCommand } from "./commands/sandbox.js";
import { verifyCommand } from "./commands/verify.js";
import { exitCode } from "./described.js";
import { Misuse } from "./errors.js";
import { endBy, interruptible, Interruption } from "./interruption.js";
import { Output } from "./output.js";

const HELP = `
Try it without an account:
  $ npx wechat-function-link sandbox        # prints what to type in another terminal

Then:
  $ export WECHAT_ACCESS_TOKEN=…            # the merchant's authorizer_access_token
  $ npx wechat-function-link pull --env test-777bb9 --function login

Exit codes: 0 done, 1 the bytes are not the checksum's, 2 an error.
Behind an outbound proxy, on Node.js 24 or 22.21: NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://proxy.example:3128`;

const TOKEN_FLAGS = ["--token", "--access-token"];

function makeProgram(run) {
  const program = new Command("wechat-function-link")
    .description("Get the code of a WeChat mini program's cloud function back, provably intact.")
    .version(VERSION)
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const add of [linkCommand, pullCommand, verifyCommand, relayCommand, sandboxCommand]) add(program, run);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ outputError: () => {} });
    for (const flag of TOKEN_FLAGS) command.addOption(new Option(`${flag} [value]`).hideHelp().argParser(refuseToken).preset(""));
  }
  return program;
}

function refuseToken() {
  throw new Misuse("an access token cannot be an argument: every process of this machine can see it, and the shell keeps it",
    "Put it into WECHAT_ACCESS_TOKEN, or give --token-file FILE or --token-command COMMAND. Renew the one that you typed.");
}

// What was typed after an unknown option may be a secret: it is not repeated.
function misuse(error) {
  const message = error.message.replace(/^error: /, "").replace(/(--?[\w-]+)=[^']*/g, "$1=…");
  return new Misuse(message.split("\n")[0], "See wechat-function-link --help, or COMMAND --help.");
}

async function main() {
  const signal = interruptible();
  const output = new Output({ json: process.argv.includes("--json") });
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit(2)); // nobody reads any more
  const run = (action) => async (...parameters) => {
    const [command] = parameters.splice(-1);
    process.exitCode = (await action(...parameters, { output, signal })) ?? 0;
    return command;
  };
  try {
    await makeProgram(run).parseAsync();
  } catch (error) {
    if (error instanceof Interruption) return endBy(error);
    if (error instanceof CommanderError && error.exitCode === 0) return undefined; // --help, --version
    output.error(error instanceof CommanderError ? misuse(error) : error);
    process.exitCode = exitCode(error);
  }
  return undefined;
}

main();
