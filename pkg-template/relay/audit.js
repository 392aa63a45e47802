// One entry per request, when it has ended: who asked for what, and what came of it. No line breaks from input, no secrets.
export class AuditEntry {
  #audit;
  #entry;
  #told = false;

  constructor(audit, action) {
    this.#audit = audit;
    this.#entry = { at: new Date(), action };
  }

  // What is known by now: id, env, functionName, authorizerAppid.
  knows(policy, fields) {
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) this.#entry[name] = policy.oneLine(value);
    }
  }

  // Told once, and not waited for: its failure is the operator's, not the caller's.
  ended(status, { code, checksum, size } = {}) {
    if (this.#told || this.#audit === undefined) return;
    this.#told = true;
    const outcome = Object.entries({ status, code, checksum, size }).filter(([, value]) => value !== undefined);
    const entry = { ...this.#entry, ...Object.fromEntries(outcome) };
    new Promise((resolve) => resolve(this.#audit(entry))).catch(() => {
      console.error("wechat-function-link: the relay's audit function failed; an entry is lost");
    });
  }
}
