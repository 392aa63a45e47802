// One entry per request, when it has ended: who asked for what, and what came of it. No line breaks from input, no secrets.

export class AuditEntry {
  #audit;
  #entry = new Map();
  #told = false;

  constructor(audit) {
    this.#audit = audit;
    this.has({ at: new Date(), action: "unknown" });
  }

  // What is known by now, from input: action, id, env, functionName, authorizerAppid.
  knows(policy, fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) this.#entry.set(name, policy.oneLine(value));
    }
  }

  has(fields) {
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) this.#entry.set(name, value);
  }

  // Told once, and not waited for: its failure is the operator's, not the caller's.
  ended(status, { code, errcode, rid, checksum, expected, actual, size } = {}) {
    const audit = this.#audit;
    if (this.#told || audit === undefined) return;
    this.#told = true;
    this.has({ status, code, errcode, rid, checksum, expected, actual, size });
    const entry = Object.fromEntries(this.#entry);
    new Promise((resolve) => resolve(audit(entry)))
      .catch(() => {
        console.error("wechat-function-link: the relay's audit function failed; an entry is lost");
      })
      .catch(() => {}); // a console that was replaced
  }
}
