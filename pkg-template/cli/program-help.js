// Commander's help in the program's language.
import { Help } from "commander";

import { language, text, widthOf } from "./language.js";

/** @import { Command, Option } from "commander" */

// Titles and placeholders that are commander's own, by key.
/** @type {{ [title: string]: string }} */
const TITLES = {
  "Usage:": "help.usage",
  "Arguments:": "help.arguments",
  "Options:": "help.options",
  "Commands:": "help.commands",
};

/** @param {string} usage */
const inWords = (usage) =>
  usage.replace("[options]", text("help.anyOptions")).replace("[command]", text("help.anyCommand"));

const CHUNK = /(?:[（“]*\p{Script=Han}|[^\s\p{Script=Han}，。；：、（）]+|.)[，。；：、）”]*\s*/gu;

export class ProgramHelp extends Help {
  /** @override @param {string} title */
  styleTitle(title) {
    const key = TITLES[title];
    return key === undefined ? title : text(key);
  }

  /** @override @param {Command} command */
  commandUsage(command) {
    return inWords(super.commandUsage(command));
  }

  /** @override @param {Command} command */
  subcommandTerm(command) {
    return inWords(super.subcommandTerm(command));
  }

  /** @override @param {Option} option */
  optionDescription({ description, defaultValue }) {
    if (defaultValue === undefined) return description;
    return description + text("help.default", { value: JSON.stringify(defaultValue) });
  }

  /** @override @param {string} shown */
  displayWidth(shown) {
    return widthOf(shown);
  }

  // Chinese has no blanks: a line may end after any character, but before no punctuation.
  /** @override @param {string} words @param {number} width */
  boxWrap(words, width) {
    if (language() === "en") return super.boxWrap(words, width);
    /** @type {string[]} */
    const lines = [];
    let line = "";
    for (const chunk of words.match(CHUNK) ?? []) {
      if (line !== "" && widthOf(line + chunk.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = "";
      }
      line += chunk;
    }
    return [...lines, line.trimEnd()].join("\n");
  }
}
