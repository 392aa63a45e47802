// /tcb/getenvinfo: the environments of a merchant.
import { requireEnvironment, requireListReply } from "./known.js";
import { listReply } from "./list-quirks.js";
import { Refused } from "./refusal.js";

/** @import { SandboxEnvironment } from "../sandbox.d.ts" */
/** @import { Interface } from "./platform.js" */

const CREATED = "2019-05-16 06:55:53";

/** @type {Interface} */
export function getEnvironments({ env }, { desk, merchant, signal }) {
  if (env !== undefined && typeof env !== "string") throw new Refused(40097);
  const environments = merchant.environments().filter((known) => !env || known.env === env);
  if (env && environments.length === 0) throw new Refused(-501005);
  requireListReply(merchant.environmentsReply);
  const place = merchant.place("", "");
  return listReply({
    quirk: merchant.environmentsReply,
    rows: environments,
    wire,
    as: "info_list",
    key: "env",
    earlier: () => desk.calls.next(place),
    signal,
  });
}

/** @param {SandboxEnvironment} environment */
function wire(environment) {
  requireEnvironment(environment);
  const { env, alias = env, status = "NORMAL", createdAt = CREATED, updatedAt = createdAt } = environment;
  const { packageId = "basic", packageName = "基础版 1" } = environment;
  return {
    env,
    alias,
    create_time: createdAt,
    update_time: updatedAt,
    status,
    package_id: packageId,
    package_name: packageName,
  };
}
