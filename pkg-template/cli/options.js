// Options that several commands share, and how they become options of the package's calls.
import { InvalidArgumentError, Option } from "commander";

import { ALLOWED_HOSTS } from "../host/defaults.js";
import { Misuse } from "./errors.js";
import { isLanguage, text } from "./language.js";
import { isLoopback } from "./origins.js";

/** @import { DownloadOptions, TokenProvider } from "../index.d.ts" */
/** @import { Command } from "commander" */

/** @typedef {{ env?: string, function?: string, authorizerAppid?: string }} FunctionFlags */
/** @typedef {{ tokenFile?: string, tokenCommand?: string }} TokenFlags */
/**
 * @typedef {{
 *   baseUrl: string,
 *   fallbackBaseUrl?: string[],
 *   timeout?: number,
 *   attemptTimeout?: number,
 *   idleTimeout?: number,
 *   attempts?: number,
 *   allowedHost?: string[],
 *   maxBytes?: number,
 * }} CallFlags
 */

/** @param {string} given */
export function count(given) {
  const value = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(value) || value === 0)
    throw new InvalidArgumentError(text("value.count"));
  return value;
}

/** @param {string} given */
export function seconds(given) {
  const value = Number(given);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(text("value.seconds"));
  return value;
}

/** @param {string} given */
export function port(given) {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value > 65535) throw new InvalidArgumentError(text("value.port"));
  return value;
}

// The package's own rule, checked before a server starts.
/** @param {string} given */
function baseUrl(given) {
  const { protocol, hostname } = URL.canParse(given) ? new URL(given) : { protocol: "", hostname: "" };
  const sound = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  if (!sound) throw new InvalidArgumentError(text("value.baseUrl"));
  return given;
}

/** @param {string} given @param {string[]} [previous] */
const severalBaseUrls = (given, previous = []) => [...previous, baseUrl(given)];
/** @param {string} given @param {string[]} [previous] */
export const several = (given, previous = []) => [...previous, given];

// Not by commander's own requiredOption: it would say that --env is missing where --enviroment was typed.
/**
 * @template {object} Given
 * @template {keyof Given & string} Name
 * @param {Given} options
 * @param {Name[]} names
 * @param {string} command
 * @param {string} [need]
 * @returns {asserts options is Given & Required<Pick<Given, Name>>}
 */
export function needOptions(options, names, command, need = "misuse.needed") {
  const lacking = names.filter((name) => options[name] === undefined).map(flag);
  if (lacking.length > 0)
    throw new Misuse(text(need, { options: lacking.join(text("misuse.and")) }), text("misuse.see", { command }));
}

// An option's name as it is typed.
/** @param {string} name */
export const flag = (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @param {Command} command */
export function functionOptions(command) {
  command.option("-e, --env <id>", text("option.env"));
  command.option("-f, --function <name>", text("option.function"));
  return command.option("-a, --authorizer-appid <appid>", text("option.authorizerAppid"));
}

/** @param {Command} command */
export function tokenOptions(command) {
  return command
    .option("--token-file <file>", text("option.tokenFile"))
    .option("--token-command <command>", text("option.tokenCommand"));
}

export const BASE_URL = "https://api.weixin.qq.com";

/** @param {Command} command */
export function callOptions(command) {
  return command
    .option("--base-url <url>", text("option.baseUrl"), baseUrl, BASE_URL)
    .option("--fallback-base-url <url>", text("option.fallbackBaseUrl"), severalBaseUrls)
    .option("--timeout <seconds>", text("option.timeout"), seconds)
    .option("--attempt-timeout <seconds>", text("option.attemptTimeout"), seconds)
    .option("--attempts <number>", text("option.attempts"), count);
}

/** @param {Command} command */
export function downloadOptions(command) {
  return command
    .option("--allowed-host <host>", text("option.allowedHost", { hosts: ALLOWED_HOSTS.join(", ") }), several)
    .option("--idle-timeout <seconds>", text("option.idleTimeout"), seconds)
    .option("--max-bytes <number>", text("option.maxBytes"), count);
}

/** @param {Command} command */
export function jsonOption(command) {
  return command.addOption(new Option("--json", text("option.json")));
}

// Read beforehand, since the help is in that language, too; here it is refused where it is malformed.
/** @param {Command} command */
export function languageOption(command) {
  return command.option("--lang <language>", text("help.ofLanguage"), (given) => {
    if (!isLanguage(given)) throw new InvalidArgumentError(text("value.language"));
    return given;
  });
}

// The package's own options.
/**
 * @param {CallFlags} given
 * @returns {Pick<DownloadOptions, "baseUrl" | "fallbackBaseUrls" | "timeoutMs" | "attemptTimeoutMs" | "idleTimeoutMs" | "maxAttempts" | "maxBytes" | "allowedHosts">}
 */
export function packageOptions(given) {
  const { baseUrl, fallbackBaseUrl, timeout, attemptTimeout, idleTimeout, attempts, allowedHost, maxBytes } = given;
  const options = {
    baseUrl,
    fallbackBaseUrls: fallbackBaseUrl,
    timeoutMs: milliseconds(timeout),
    attemptTimeoutMs: milliseconds(attemptTimeout),
    idleTimeoutMs: milliseconds(idleTimeout),
    maxAttempts: attempts,
    maxBytes,
    allowedHosts: allowedHost,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** @param {CallFlags} options */
export function linkOptions(options) {
  const { allowedHosts, maxBytes, idleTimeoutMs, ...call } = packageOptions(options);
  return call;
}

/** @param {number | undefined} seconds */
const milliseconds = (seconds) => (seconds === undefined ? undefined : Math.max(1, Math.round(seconds * 1000)));

/**
 * @param {Required<Pick<FunctionFlags, "env" | "function">> & FunctionFlags} flags
 * @param {string | TokenProvider} accessToken
 */
export function functionRequest({ env, function: functionName, authorizerAppid }, accessToken) {
  return { accessToken, env, functionName, ...(authorizerAppid === undefined ? {} : { authorizerAppid }) };
}
