// One entry per request, when it has ended: who asked for what, and what came of it. No line breaks from input, no secrets.
/** @import { RelayPolicy } from "../bindings.js" */
/** @import { RelayAuditEntry, RelayOptions } from "../relay.d.ts" */

export class AuditEntry {
  #audit;
  /** @type {Map<string, unknown>} */
  #entry = new Map();
  #told = false;

  /** @param {RelayOptions["audit"]} audit */
  constructor(audit) {
    this.#audit = audit;
    this.has({ at: new Date(), action: "unknown" });
  }

  // What is known by now, from input: action, id, env, functionName, authorizerAppid.
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

  // Told once, and not waited for: its failure is the operator's, not the caller's.
  /** @param {number} status @param {Partial<RelayAuditEntry>} [outcome] */
  ended(status, { code, errcode, rid, checksum, expected, actual, size } = {}) {
    const audit = this.#audit;
    if (this.#told || audit === undefined) return;
    this.#told = true;
    this.has({ status, code, errcode, rid, checksum, expected, actual, size });
    const entry = /** @type {RelayAuditEntry} */ (/** @type {unknown} */ (Object.fromEntries(this.#entry)));
    new Promise((resolve) => resolve(audit(entry)))
      .catch(() => {
        console.error("wechat-function-link: the relay's audit function failed; an entry is lost");
      })
      .catch(() => {}); // a console that was replaced
  }
}
