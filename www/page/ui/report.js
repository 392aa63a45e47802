// A failure as text for WeChat's support or a colleague: names, codes and times, and no token, address or signature.
import { settings } from "../data/settings.js";

/** @import { Choice, Failure } from "../types.d.ts" */

/** @param {Failure} failure @param {{ choice?: Choice | undefined, at?: Date | undefined }} about */
export function reportOf(failure, { choice, at = new Date() }) {
  const { platform } = settings() ?? {};
  /** @type {[name: string, value: unknown][]} */
  const lines = [
    ["time", at.toISOString()],
    ["platform", platform && `${platform.host} (${platform.kind})`],
    ["interface", choice && "POST /tcb/downloadfunction"],
    ["authorizer_appid", choice?.authorizerAppid],
    ["env", choice?.env],
    ["function_name", choice?.functionName],
    ["peer", failure.peer],
    ["code", failure.code],
    ["errcode", failure.errcode],
    ["errmsg", failure.errmsg],
    ["rid", failure.rid],
    ["HTTP status", failure.status],
    ["storage code", failure.storage?.code],
    ["storage request id", failure.storage?.requestId],
    ["attempts", failure.attempts],
    ["expected SHA-256", failure.expected],
    ["received SHA-256", failure.actual],
    ["bytes", failure.size],
    ["message", failure.words.en.message],
  ];
  const known = lines.filter(([, value]) => value !== undefined && value !== "");
  return `${known.map(([name, value]) => `${name}: ${value}`).join("\n")}\n`;
}
