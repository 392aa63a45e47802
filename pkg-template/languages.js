// Describes errors and errcodes in a language. The first call in a language loads the file of its texts.
import { FunctionLinkError, load, readValue } from "./core.js";

/** @import * as published from "./index.d.ts" */
/** @import { Language } from "./index.d.ts" */

/** @type {{ [name in Language]: () => Promise<Texts> }} */
const FILES = { en: () => import("./texts.en.js"), "zh-CN": () => import("./texts.zh-CN.js") };

/** @typedef {Pick<typeof import("./texts.zh-CN.js"), "describe" | "explain">} Texts */

const ADVICE = "Serve the package's texts.LANGUAGE files beside the script, then try again.";

/** @param {Language} language */
async function textsOf(language) {
  try {
    return await FILES[language]();
  } catch (cause) {
    const { message: words = cause } = /** @type {Partial<Error>} */ (cause ?? {});
    const message = `the file of texts could not be loaded: ${words}`;
    throw new FunctionLinkError(message, { code: "UNSUPPORTED_RUNTIME", retryable: true, advice: ADVICE, cause });
  }
}

/** @param {unknown} name @returns {name is Language} */
const isLanguage = (name) => typeof name === "string" && Object.hasOwn(FILES, name);

// Reads the options at the call: the language, or the text of the refusal.
/** @param {unknown} options @returns {{ language: Language } | { refused: string }} */
function take(options) {
  if (options === undefined) return { language: "en" };
  if (typeof options !== "object" || options === null) return { refused: "options must be an object" };
  let language;
  try {
    language = readValue(options, "language");
  } catch {
    return { refused: "options.language must be readable" };
  }
  if (language === undefined) return { language: "en" };
  return isLanguage(language) ? { language } : { refused: 'options.language must be "en" or "zh-CN"' };
}

/** @param {ReturnType<typeof take>} taken */
async function admit(taken) {
  if ("refused" in taken) throw (load.core ?? (await load())).invalidArgument(taken.refused);
  return taken.language;
}

/** @type {typeof published.explainErrcode} */
export async function explainErrcode(errcode, options) {
  const language = await admit(take(options));
  const core = load.core ?? (await load());
  const known = core.explainErrcode(typeof errcode === "number" ? errcode : NaN);
  return language === "en" ? known : { ...known, ...(await textsOf(language)).explain(errcode) };
}

// Works without the module, since it also describes a failed load.
/** @type {typeof published.describeError} */
export async function describeError(error, options) {
  const language = await admit(take(options));
  return (await textsOf(language)).describe(error, FunctionLinkError.is(error));
}
