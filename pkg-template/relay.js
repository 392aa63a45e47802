// Request → policy (in the core) → a link, a package, a list or a package's outcome → Response. Any exception becomes one response and one
// audit entry.
import { currentContext, load, readValue } from "./core.js";
import { AUTHORIZE_MS, DOWNLOAD_TIMEOUT_MS, LINK_TIMEOUT_MS } from "./host/defaults.js";
import { answerEnvironments, answerFunctions, answerLink } from "./relay/answers.js";
import { AuditEntry } from "./relay/audit.js";
import { enter } from "./relay/limits.js";
import { readOptions } from "./relay/options.js";
import { Outcomes } from "./relay/outcomes.js";
import { answerPackage } from "./relay/package.js";
import { isAborted, readBody, readHead } from "./relay/request.js";
import { failureOf, LEFT, refusal } from "./relay/responses.js";

/** @import { RelayPolicy } from "./bindings.js" */
/** @import { Core } from "./host/types.d.ts" */
/** @import { RelayOptions, RelayWish } from "./relay.d.ts" */
/** @import { Body, Work } from "./relay/work.d.ts" */

const ANSWERS = {
  link: answerLink,
  download: answerPackage,
  environments: answerEnvironments,
  functions: answerFunctions,
};

/** @param {unknown} options */
export function createRelay(options) {
  const settings = readOptions(options);
  const outcomes = new Outcomes();
  /** @type {{ instance: number, policy: RelayPolicy } | undefined} */
  let current;

  // The core's policy. After a trap the old instance's objects are unusable, and the fresh instance has a policy of its own.
  /** @param {Core} core */
  const policyOf = (core) => {
    if (current?.instance !== core.instance()) {
      current = { instance: core.instance(), policy: new core.RelayPolicy(settings.policy) };
    }
    return current.policy;
  };

  /** @param {Request} request */
  return async function relay(request) {
    // Callers' functions run in the request's async context.
    const context = currentContext();
    const { audit } = settings;
    const entry = new AuditEntry(audit && ((entry) => context.run(() => audit(entry))));
    /** @type {(() => RelayPolicy) | undefined} */
    let policy;
    let head;
    let leave = () => {};
    try {
      const core = load.core ?? (await load());
      policy = () => policyOf(core);
      head = readHead(request);
      if (head === undefined) throw policy().unreadable();
      const { path, signal } = head;
      const action = policy().action(path);
      entry.knows(policy(), { action });
      policy().admit(head.json);
      const text = policy().wish(path, await readBody(request, policy));
      const { downloadId, limit, offset, ...named } = /** @type {Body} */ (JSON.parse(text));
      entry.knows(policy(), named);
      const wish = /** @type {RelayWish} */ ({ action: policy().authorizedAs(path), ...named });
      /** @type {RelayOptions["authorize"]} */
      const authorize = (request, wish) => context.run(() => settings.authorize(request, wish));
      const id = await caller(authorize, request, wish, policy);
      entry.knows(policy(), { id });
      // Calls no platform, and counts in no limit.
      if (action === "outcome")
        return refusal(entry, outcomes.find(downloadId ?? "", id, wish) ?? failureOf(policy, policy().noOutcome()));
      const longestMs = action === "download" ? DOWNLOAD_TIMEOUT_MS : LINK_TIMEOUT_MS;
      const lastsMs = settings.call.timeoutMs ?? longestMs;
      const { error, retryAfter, ...entered } = await enter({ policy, settings, id, lastsMs, signal, context });
      if (error) return refusal(entry, failureOf(policy, error), { "retry-after": String(retryAfter) });
      leave = entered.leave;
      /** @type {Work["keep"]} */
      const keep = (downloadId, failure) => outcomes.keep(downloadId, id, wish, failure);
      /** @type {Work} */
      const work = { policy, settings, entry, asked: named, page: { limit, offset }, signal, leave, keep };
      return await ANSWERS[action ?? "link"](work);
    } catch (error) {
      leave();
      if (!isAborted(head?.signal)) return refusal(entry, failureOf(policy, error));
      entry.ended(LEFT.status, LEFT);
      return new Response(null, { status: LEFT.status });
    }
  };
}

/**
 * @param {RelayOptions["authorize"]} authorize
 * @param {Request} request
 * @param {RelayWish} wish
 * @param {() => RelayPolicy} policy
 */
async function caller(authorize, request, wish, policy) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, AUTHORIZE_MS)));
  const asked = new Promise((resolve) => resolve(authorize(request, { ...wish })));
  const answered = await Promise.race([asked, late])
    .catch(() => {
      throw policy().refusal(false);
    })
    .finally(() => clearTimeout(timer));
  const id = idOf(answered);
  if (typeof id !== "string" || id === "") throw policy().refusal(answered != null);
  return id;
}

/** @param {unknown} answered */
function idOf(answered) {
  try {
    return typeof answered === "object" && answered !== null ? readValue(answered, "id") : undefined;
  } catch {
    return undefined;
  }
}
