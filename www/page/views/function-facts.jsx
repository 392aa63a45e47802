// What the platform's list says about a function: runtime, status, last change, and why it cannot run.
import { text } from "../language.js";

/** @import { FunctionInfo } from "../types.d.ts" */

/** @param {FunctionInfo} info */
export const canRun = ({ status }) => status === "Active" || status === "";

// The platform's reasons in one line.
/** @param {FunctionInfo} info */
export function reasonOf({ status, statusReason = [] }) {
  const reasons = statusReason.map(({ errcode, errmsg }) =>
    [errmsg, errcode && `(${errcode})`].filter(Boolean).join(" "),
  );
  return reasons.length === 0 ? undefined : `${status}: ${reasons.join("; ")}`;
}

/** @param {{ info: FunctionInfo }} props */
export function Status({ info }) {
  const known = { Active: "status.Active", Creating: "status.Creating", Updating: "status.Updating" }[info.status];
  const kind = info.status === "Active" ? "good" : canRun(info) || known !== undefined ? "quiet" : "bad";
  return (
    <span class="badge" data-kind={kind} title={reasonOf(info) ?? ""}>
      {known === undefined ? info.status || "–" : text(known)}
    </span>
  );
}

/** @param {{ info: FunctionInfo }} props */
export function CannotRun({ info }) {
  if (canRun(info) || ["Creating", "Updating"].includes(info.status)) return null;
  return (
    <p class="notice" data-kind="warn">
      <b>{text("status.cannotRun")}</b> {reasonOf(info) ?? text("status.noReason", { status: info.status })}
    </p>
  );
}
