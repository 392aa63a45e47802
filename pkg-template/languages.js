// Errors and errcodes in a person's language. Each language's texts are a file of their own, loaded by the first call that asks for it.
import { FunctionLinkError, load, readValue } from "./core.js";

const FILES = { __proto__: null, en: () => import("./texts.en.js"), "zh-CN": () => import("./texts.zh-CN.js") };

const ADVICE = "Serve the package's texts.LANGUAGE files beside the script, then try again.";

async function textsOf(language) {
  try {
    return await FILES[language]();
  } catch (cause) {
    const message = `the file of texts could not be loaded: ${cause?.message ?? cause}`;
    throw new FunctionLinkError(message, { code: "UNSUPPORTED_RUNTIME", retryable: true, advice: ADVICE, cause });
  }
}

// Read at the call: `{ language }`, or `{ refused }`.
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
  return typeof language === "string" && language in FILES
    ? { language }
    : { refused: 'options.language must be "en" or "zh-CN"' };
}

async function admit({ language, refused }) {
  if (refused !== undefined) throw (load.core ?? (await load())).invalidArgument(refused);
  return language;
}

export async function explainErrcode(errcode, options) {
  const language = await admit(take(options));
  const core = load.core ?? (await load());
  const known = core.explainErrcode(typeof errcode === "number" ? errcode : NaN);
  return language === "en" ? known : { ...known, ...(await textsOf(language)).explain(errcode) };
}

// Needs no module: it describes why that could not be loaded, too.
export async function describeError(error, options) {
  const language = await admit(take(options));
  return (await textsOf(language)).describe(error, FunctionLinkError.is(error));
}
