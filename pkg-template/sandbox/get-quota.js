// /cgi-bin/openapi/quota/get: what a merchant may still call today.
import { PATHS } from "./paths.js";
import { json, Refused } from "./refusal.js";

/** @import { SandboxQuotaRate } from "../sandbox.d.ts" */
/** @import { Interface } from "./platform.js" */

/** @type {Interface} */
export function getQuota({ cgi_path: path }, { desk, merchant }) {
  if (path === undefined || path === "") throw new Refused(40101);
  if (typeof path !== "string" || !path.startsWith("/")) throw new Refused(76003);
  if (path.startsWith("/sns/")) throw new Refused(76022); // those interfaces have no quota
  if (!PATHS.includes(path)) throw new Refused(76021);
  const { dailyLimit, used, rateLimit, componentRateLimit } = desk.quotas.of(path, merchant);
  return json({
    errcode: 0,
    errmsg: "ok",
    quota: { daily_limit: dailyLimit, used, remain: Math.max(0, dailyLimit - used) },
    ...(rateLimit && { rate_limit: rate(rateLimit) }),
    ...(componentRateLimit && { component_rate_limit: rate(componentRateLimit) }),
  });
}

/** @param {SandboxQuotaRate} rate */
const rate = ({ callCount, refreshSeconds }) => ({ call_count: callCount, refresh_second: refreshSeconds });
