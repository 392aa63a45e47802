// What a relay on this machine writes to the terminal: a line for each request, and failures of the token source.
import { text } from "./language.js";
import { plain } from "./output.js";

/** @import { RelayAuditEntry, RelayOptions } from "../relay.d.ts" */
/** @import { Output } from "./output.js" */
/** @import { ReadToken, TokenSource } from "./token.js" */

// Reports the failure of a token source to the operator. Callers only learn that there is no token.
/** @param {string | ReadToken} accessToken @param {Output} output @returns {RelayOptions["accessToken"]} */
export function reporting(accessToken, output) {
  if (typeof accessToken === "string") return () => accessToken;
  return (wanted) =>
    accessToken(wanted).catch(async (error) => {
      if (!wanted.signal.aborted) await output.error(error);
      throw error;
    });
}

/** @param {RelayAuditEntry} entry @param {TokenSource["remark"]} remark @param {Output} output */
export function report(entry, remark, output) {
  const { at, id, env, functionName, authorizerAppid, action, status, code, errcode, rid, checksum, actual, size } =
    entry;
  const why = code === "TOKEN_REJECTED" ? remark(authorizerAppid) : undefined;
  output.object({ audit: entry, remark: why });
  const which = [authorizerAppid, env, functionName].filter((part) => part !== undefined).join("/");
  const bytes = size === undefined ? undefined : text("amount.bytes", { bytes: size });
  const more = [
    which,
    code,
    errcode,
    rid && `rid: ${rid}`,
    why,
    checksum,
    actual && text("relay.actual", { checksum: actual }),
    bytes,
  ].filter(Boolean);
  const color = status < 400 ? "green" : "red";
  const time = at instanceof Date ? at.toISOString() : at;
  output.line(
    [
      output.color.dim(plain(time)),
      output.color[color](String(status)),
      plain(action ?? "-"),
      plain(id ?? "-"),
      ...more.map(plain),
    ].join("  "),
  );
}
