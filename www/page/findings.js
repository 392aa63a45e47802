// The words of findings: what each is, and what to do, as the command `inspect` says it.
import { MESSAGES } from "wechat-function-link/messages.zh-CN";

import en from "../../pkg-template/cli/texts/findings.en.js";
import chinese from "../../pkg-template/cli/texts/findings.zh-CN.js";
import { language } from "./language.js";

/** @type {{ [language in "en" | "zh-CN"]: { [key: string]: string | undefined } }} */
const ADVICE = { en, "zh-CN": chinese };

/** @param {string} code */
export const findingAdvice = (code) => ADVICE[language()][`finding.${code}`] ?? "";

/** @param {{ code: string, message: string }} finding */
export const findingMessage = ({ code, message }) => (language() === "en" ? message : (MESSAGES[code] ?? message));
