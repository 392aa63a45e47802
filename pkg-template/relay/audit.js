// One entry per request, when it has ended: who asked for what, and what came of it. No line breaks from input, no secrets.
export class AuditEntry {
  #audit;
  #entry = new Map();
  #told = false;

  constructor(audit, action) {
    this.#audit = audit;
    this.#entry.set("at", new Date()).set("action", action);
  }

  // What is known by now: id, env, functionName, authorizerAppid.
  knows(policy, fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) this.#entry.set(name, policy.oneLine(value));
    }
  }

  // Told once, and not waited for: its failure is the operator's, not the caller's.
  ended(status, { code, checksum, size } = {}) {
    if (this.#told || this.#audit === undefined) return;
    this.#told = true;
    for (const [name, value] of Object.entries({ status, code, checksum, size })) {
      if (value !== undefined) this.#entry.set(name, value);
    }
    const entry = Object.fromEntries(this.#entry);
    new Promise((resolve) => resolve(this.#audit(entry))).catch(() => {
      console.error("wechat-function-link: the relay's audit function failed; an entry is lost");
    });
  }
}
