// What the command line adds to commander: help by name, errors in the form of all others, and secrets that are not repeated.
import { Command } from "commander";

import { Misuse } from "./errors.js";

/** @import { Output } from "./output.js" */
/** @import { CommanderError } from "commander" */

/** @typedef {{ output: Output, signal: AbortSignal }} Context */
/**
 * @typedef {(action: (...given: never[]) => Promise<number | void> | number | void) => (...given: unknown[]) => Promise<void>} Run
 */

export class Program extends Command {
  /** @param {string} [name] */
  createCommand(name) {
    return new Program(name);
  }

  // What was typed with an unknown option may be a secret: its name alone is repeated, and looked up among the known ones.
  /** @param {string} flag */
  unknownOption(flag) {
    // @ts-expect-error TS2339: documented, but not declared
    super.unknownOption(flag.startsWith("--") ? flag.replace(/=.*$/s, "") : flag.slice(0, 2));
  }
}

// `help NAME` is NAME's help, or an unknown command.
/** @param {Command} program @param {string[]} parameters */
export function helpArguments(program, parameters) {
  const [first, name, ...rest] = parameters;
  if (first !== "help" || name === undefined || name.startsWith("-")) return parameters;
  if (name === "help") return ["--help"];
  return program.commands.some((command) => command.name() === name) ? [name, "--help"] : [name, ...rest];
}

const SUGGESTION = /^\((Did you mean .*\?)\)$/;

/** @param {CommanderError} error */
export function misuse(error) {
  const [first, ...more] = error.message.replace(/^error: /, "").split("\n");
  const [, suggestion] = SUGGESTION.exec(more.join(" ")) ?? [];
  const advice = "See wechat-function-link --help, or COMMAND --help.";
  return new Misuse(first, suggestion ? `${suggestion} ${advice}` : advice);
}
