// The one error class. Recognised across copies of the package by a brand that every copy shares.
const brand = Symbol.for("wechat-function-link.FunctionLinkError");

export class FunctionLinkError extends Error {
  constructor(message, { cause, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    for (const [name, value] of Object.entries(fields)) {
      if (name !== "message") this[name] = value;
    }
  }

  static is(value) {
    return typeof value === "object" && value !== null && value[brand] === true;
  }

  toJSON() {
    const { name, message } = this;
    return { name, message, ...this };
  }
}

for (const [name, value] of [["name", "FunctionLinkError"], [brand, true]]) {
  Object.defineProperty(FunctionLinkError.prototype, name, { value, configurable: true, writable: true });
}
