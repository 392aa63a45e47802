// /tcb/listfunctions: a page of the functions of an environment.
import { requireEnvironment, requireFunction } from "./known.js";
import { listReply } from "./list-quirks.js";
import { Refused } from "./refusal.js";

/** @import { SandboxFunction } from "../sandbox.d.ts" */
/** @import { Interface } from "./platform.js" */

const ADDED = "2019-05-16 06:55:53";

/** @type {Interface} */
export function listFunctions({ env, limit, offset }, { desk, merchant, signal }) {
  if (!env || limit === undefined || offset === undefined) throw new Refused(40101);
  if (!isWhole(limit, 1) || !isWhole(offset, 0)) throw new Refused(40097);
  const environment = merchant.environment(env);
  if (!environment) throw new Refused(-501005);
  requireEnvironment(environment);
  if (environment.errcode) throw new Refused(environment.errcode);
  const place = merchant.place(environment.env, "");
  return listReply({
    quirk: environment.reply,
    rows: merchant.functions.filter((known) => known.env === env),
    wire,
    page: { limit, offset },
    as: "functions",
    key: "name",
    earlier: () => desk.calls.next(place),
    signal,
  });
}

/** @param {unknown} value @param {number} least @returns {value is number} */
const isWhole = (value, least) => Number.isSafeInteger(value) && Number(value) >= least;

/** @param {SandboxFunction} cloudFunction */
function wire(cloudFunction) {
  requireFunction(cloudFunction);
  const { runtime = "Nodejs18.15", status = "Active", statusReason } = cloudFunction;
  const { addTime = ADDED, modTime = addTime } = cloudFunction;
  return {
    mod_time: modTime,
    add_time: addTime,
    runtime,
    name: cloudFunction.functionName,
    status,
    ...(statusReason && { status_reason: statusReason }),
  };
}
