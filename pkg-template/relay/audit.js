// One entry per request, when it has ended: caller, function and outcome. No line breaks from input, no secrets.
/** @import { RelayPolicy } from "../bindings.js" */
/** @import { RelayAuditEntry, RelayOptions } from "../relay.d.ts" */

export class AuditEntry {
  #audit;
  /** @type {Map<string, unknown>} */
  #entry = new Map();
  #called = false;

  /** @param {RelayOptions["audit"]} audit */
  constructor(audit) {
    this.#audit = audit;
    this.has({ at: new Date(), action: "unknown" });
  }

  // The fields from input that are known so far: action, id, env, functionName, authorizerAppid.
  /** @param {RelayPolicy} policy @param {{ [name: string]: string | undefined }} fields */
  knows(policy, fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) this.#entry.set(name, policy.oneLine(value));
    }
  }

  /** @param {Partial<RelayAuditEntry>} fields */
  has(fields) {
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) this.#entry.set(name, value);
  }

  // Calls `audit` once, without waiting: its failure concerns the operator, not the caller.
  /** @param {number} status @param {Partial<RelayAuditEntry>} [outcome] */
  ended(status, { code, errcode, rid, checksum, expected, actual, size } = {}) {
    const audit = this.#audit;
    if (this.#called || audit === undefined) return;
    this.#called = true;
    this.has({ status, code, errcode, rid, checksum, expected, actual, size });
    const entry = /** @type {RelayAuditEntry} */ (/** @type {unknown} */ (Object.fromEntries(this.#entry)));
    new Promise((resolve) => resolve(audit(entry)))
      .catch(() => {
        console.error("wechat-function-link: the relay's audit function failed; an entry is lost");
      })
      .catch(() => {}); // a replaced console may throw
  }
}
