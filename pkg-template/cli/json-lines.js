// Reads a file of one JSON object per line, each with keys of a list, and checks the whole file before the first request.
import { Misuse } from "./errors.js";
import { text } from "./language.js";
import { readText } from "./text-file.js";

/** @typedef {(key: string, values?: { [name: string]: unknown }) => never} Refuse */

/**
 * @template Line
 * @typedef {{
 *   keys: readonly (keyof Line & string)[],
 *   texts: { [name in "empty" | "form" | "notJson" | "notAnObject" | "unknownKey" | "advice"]: string },
 *   check(line: Line, refuse: Refuse): void,
 * }} Form
 */

// `check` refuses what else is wrong with a line.
/** @template {object} Line @param {string} file @param {Form<Line>} form @returns {Promise<Line[]>} */
export async function readJsonLines(file, { keys, texts, check }) {
  /** @type {Line[]} */
  const found = [];
  for (const [index, line] of (await readText(file)).split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    /** @type {Refuse} */
    const refuse = (key, values) => {
      throw new Misuse(text(key, { number: index + 1, ...values }), text(texts.advice));
    };
    const given = /** @type {Line} */ (objectIn(line, texts, refuse));
    for (const name of Object.keys(given))
      if (!keys.some((key) => key === name)) refuse(texts.unknownKey, { keys: keys.join(", ") });
    check(given, refuse);
    found.push(given);
  }
  if (found.length === 0) throw new Misuse(text(texts.empty), text(texts.form));
  return found;
}

/** @param {string} line @param {{ notJson: string, notAnObject: string }} texts @param {Refuse} refuse @returns {object} */
function objectIn(line, texts, refuse) {
  /** @type {unknown} */
  let parsed;
  try {
    parsed = JSON.parse(line);
  } catch {
    return refuse(texts.notJson);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return refuse(texts.notAnObject);
  return parsed;
}
