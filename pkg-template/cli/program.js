// Additions to commander: help by name, errors in the common form, and messages without secrets.
import { Command } from "commander";

import { Misuse } from "./errors.js";
import { language, text } from "./language.js";
import { ProgramHelp } from "./program-help.js";

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

  createHelp() {
    return Object.assign(new ProgramHelp(), this.configureHelp());
  }

  // The value of an unknown option may be a secret: the message has only the option's name, and a similar known one.
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

// Commander's own messages, and our texts of the same values.
/** @type {[pattern: RegExp, key: string][]} */
const MESSAGES = [
  [/^unknown option '(?<name>.*)'$/s, "misuse.unknownOption"],
  [/^unknown command '(?<name>.*)'$/s, "misuse.unknownCommand"],
  [/^option '(?<name>.*)' argument missing$/s, "misuse.noValue"],
  [/^option '(?<name>.*?)' argument '(?<value>.*)' is invalid\. (?<why>.*)$/s, "misuse.badValue"],
  [
    /^too many arguments for '(?<name>.*)'\. Expected (?<expected>\d+ arguments?) but got (?<given>\d+)\.$/s,
    "misuse.tooMany",
  ],
];
const SUGGESTION = /^\(Did you mean (?<several>one of )?(?<names>.*)\?\)$/;

/** @param {CommanderError} error */
export function misuse(error) {
  const [first, ...more] = error.message.replace(/^error: /, "").split("\n");
  const { several, names } = SUGGESTION.exec(more.join(" "))?.groups ?? {};
  const suggestion = names && text("misuse.suggestion", { names: several ? text("misuse.oneOf", { names }) : names });
  const advice = text("misuse.seeAny");
  return new Misuse(inLanguage(first), suggestion ? suggestion + advice : advice);
}

/** @param {string} message */
function inLanguage(message) {
  for (const [pattern, key] of MESSAGES) {
    const groups = pattern.exec(message)?.groups;
    if (groups) return text(key, { ...groups, expected: expectedIn(groups.expected) });
  }
  return message;
}

// `1 argument`: a number alone where the language has no plural.
/** @param {string | undefined} words */
const expectedIn = (words) => (language() === "en" ? words : words?.split(" ")[0]);
