// Options that several commands share, and how they become options of the package's calls.
import { InvalidArgumentError, Option } from "commander";

import { ALLOWED_HOSTS } from "../host/defaults.js";
import { Misuse } from "./errors.js";
import { isLoopback } from "./http-server.js";

/** @import { DownloadOptions, TokenProvider } from "../index.d.ts" */
/** @import { Command } from "commander" */

/** @typedef {{ env?: string, function?: string, authorizerAppid?: string }} FunctionFlags */
/** @typedef {{ tokenFile?: string, tokenCommand?: string }} TokenFlags */
/**
 * @typedef {{ baseUrl: string, fallbackBaseUrl?: string[], timeout?: number, attemptTimeout?: number, idleTimeout?: number, attempts?: number, allowedHost?: string[], maxBytes?: number }} CallFlags
 */

/** @param {string} text */
export function count(text) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value === 0)
    throw new InvalidArgumentError("Give a whole number above 0.");
  return value;
}

/** @param {string} text */
export function seconds(text) {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("Give a number of seconds above 0.");
  return value;
}

/** @param {string} text */
export function port(text) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) throw new InvalidArgumentError("Give a port: 0 (any free one) to 65535.");
  return value;
}

// The package's own rule, told before a server starts.
/** @param {string} text */
function baseUrl(text) {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: "", hostname: "" };
  const sound = protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
  if (!sound) throw new InvalidArgumentError("Give an https address, or an http one on a loopback host.");
  return text;
}

/** @param {string} text @param {string[]} [previous] */
const severalBaseUrls = (text, previous = []) => [...previous, baseUrl(text)];
/** @param {string} text @param {string[]} [previous] */
export const several = (text, previous = []) => [...previous, text];

// Not by commander's own requiredOption: it would say that --env is missing where --enviroment was typed.
/**
 * @template {object} Given
 * @template {keyof Given & string} Name
 * @param {Given} options
 * @param {Name[]} names
 * @param {string} command
 * @param {string} [circumstances]
 * @returns {asserts options is Given & Required<Pick<Given, Name>>}
 */
export function needOptions(options, names, command, circumstances = "") {
  const lacking = names.filter((name) => options[name] === undefined).map(flag);
  if (lacking.length > 0)
    throw new Misuse(
      `${lacking.join(" and ")} must be given${circumstances}`,
      `See wechat-function-link ${command} --help.`,
    );
}

// An option's name as it is typed.
/** @param {string} name */
export const flag = (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @param {Command} command */
export function functionOptions(command) {
  command.option("-e, --env <id>", "the environment id, for example test-777bb9");
  command.option("-f, --function <name>", "the cloud function's name, for example login");
  return command.option("-a, --authorizer-appid <appid>", "the merchant's appid, told to the token command");
}

/** @param {Command} command */
export function tokenOptions(command) {
  return command
    .option(
      "--token-file <file>",
      "read the access token from a file, - for standard input; default: from WECHAT_ACCESS_TOKEN",
    )
    .option("--token-command <command>", "run a command per merchant that writes the access token (see below)");
}

/** @param {Command} command */
export function callOptions(command) {
  return command
    .option(
      "--base-url <url>",
      "where the platform is: https, or http on a loopback host",
      baseUrl,
      "https://api.weixin.qq.com",
    )
    .option(
      "--fallback-base-url <url>",
      "another host, asked after a connection failure; may be repeated",
      severalBaseUrls,
    )
    .option("--timeout <seconds>", "how long the whole may take; default: 30, for a download 600", seconds)
    .option(
      "--attempt-timeout <seconds>",
      "how long an attempt may take, of a download until it begins; default: 10",
      seconds,
    )
    .option("--attempts <number>", "how often to try; default: 3", count);
}

/** @param {Command} command */
export function downloadOptions(command) {
  return command
    .option(
      "--allowed-host <host>",
      `where packages may come from; may be repeated; default: ${ALLOWED_HOSTS.join(", ")}`,
      several,
    )
    .option("--idle-timeout <seconds>", "how long a download may stand still; default: 15", seconds)
    .option("--max-bytes <number>", "the largest package that is taken; default: 268435456 (256 MiB)", count);
}

/** @param {Command} command */
export function jsonOption(command) {
  return command.addOption(new Option("--json", "write one JSON object per line and nothing else"));
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

export const TOKEN_HELP = `
The access token comes from one of:
  WECHAT_ACCESS_TOKEN         an environment variable
  --token-file FILE           read anew whenever a token is needed; - is standard input, which is read once
  --token-command COMMAND     run by the shell whenever one is needed; it writes the token to its standard output. It is told
                              WECHAT_AUTHORIZER_APPID, and WECHAT_REJECTED_TOKEN where the platform refused the token before`;
