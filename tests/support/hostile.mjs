// Callers' objects that throw when they are read, and the outcome that is right for each. An entry is `[name, call, codes]`: `call(api)` makes
// one call by the functions in `api`. `codes` are the right outcomes: codes of a FunctionLinkError, "ok" for success, "own" for the thrown
// value itself, and "status 4xx" or "status 5xx" for a relay's response.
import { ARGUMENTS } from "./hostile-arguments.mjs";
import { FUNCTIONS } from "./hostile-functions.mjs";
import { BOOM } from "./hostile-objects.mjs";
import { RELAY } from "./hostile-relay.mjs";
import { SOURCES } from "./hostile-sources.mjs";
import { STREAMS } from "./hostile-streams.mjs";

/** @import { Api, Entry } from "./hostile-objects.mjs" */

export { BOOM, boom } from "./hostile-objects.mjs";

export const HOSTILE = [...ARGUMENTS, ...FUNCTIONS, ...STREAMS, ...SOURCES, ...RELAY];

// The outcome of a call: "ok", a code, "own", "status 4xx", or a text that no entry lists.
/** @param {Entry[1]} call @param {Api} api */
export async function outcomeOf(call, api) {
  try {
    const result = await call(api);
    if (result === false) return "the verdict false";
    const { status } = /** @type {{ status?: unknown }} */ (result ?? {});
    return typeof status === "number" ? `status ${Math.floor(status / 100)}xx` : "ok";
  } catch (error) {
    if (error === BOOM) return "own";
    if (api.FunctionLinkError.is(error)) return error.code;
    return `not typed: ${Object.prototype.toString.call(error)} ${/** @type {Partial<Error> | undefined} */ (error)?.name}`;
  }
}
