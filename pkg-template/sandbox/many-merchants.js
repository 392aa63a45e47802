// Any number of merchants with functions of their own, made when they are asked for.
import { tokenOf } from "./merchants.js";

/** @import { SandboxFunction, SandboxMerchants, SandboxMerchantsOptions } from "../sandbox.d.ts" */

const DIGITS = 16; // an appid is wx and 16 hexadecimal digits

/** @param {number} count @param {SandboxMerchantsOptions} [options] @returns {SandboxMerchants} */
export function sandboxMerchants(count, { functions = 20, environments = 1, change } = {}) {
  for (const [name, value] of Object.entries({ count, functions, environments })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new TypeError(`sandboxMerchants: ${name} must be a whole number`);
  }
  const envs = Array.from({ length: environments }, (_, n) => `prod-${n + 1}`);
  const names = Array.from({ length: functions }, (_, n) => `function-${String(n + 1).padStart(2, "0")}`);

  return {
    merchant(appid) {
      const index = Number.parseInt(appid.slice(2), 16) - 1;
      if (!(index >= 0 && index < count) || appid !== appidOf(index)) return undefined;
      const made = {
        environments: envs.map((env) => ({ env })),
        functions: envs.flatMap((env) =>
          names.map((functionName) => /** @type {SandboxFunction} */ ({ env, functionName })),
        ),
      };
      return change ? change(made, index) : made;
    },
    *targets() {
      for (let index = 0; index < count; index++) yield { authorizerAppid: appidOf(index) };
    },
    accessToken: ({ authorizerAppid = "" }) => tokenOf(authorizerAppid),
  };
}

/** @param {number} index */
const appidOf = (index) => `wx${(index + 1).toString(16).padStart(DIGITS, "0")}`;
