// The one error class. Recognised across copies of the package by a brand that every copy shares.
/** @import { FunctionLinkErrorFields } from "./index.d.ts" */

const brand = Symbol.for("wechat-function-link.FunctionLinkError");

/** @param {object} object @param {string | symbol} name @param {unknown} value @param {boolean} enumerable */
const define = (object, name, value, enumerable) =>
  Object.defineProperty(
    object,
    name,
    /** @type {PropertyDescriptor} */ ({ __proto__: null, value, enumerable, configurable: true, writable: true }),
  );

export class FunctionLinkError extends Error {
  /** @param {string} message @param {Partial<FunctionLinkErrorFields>} [fields] */
  constructor(message, { cause, ...fields } = {}) {
    super(message);
    if (cause !== undefined) define(this, "cause", cause, false);
    // Defined, not assigned: an assignment could run a setter of Object.prototype.
    for (const [name, value] of Object.entries(fields)) if (name !== "message") define(this, name, value, true);
  }

  /** @param {unknown} value */
  static is(value) {
    return typeof value === "object" && value !== null && /** @type {{ [brand]?: unknown }} */ (value)[brand] === true;
  }

  toJSON() {
    const { name, message } = this;
    return { name, message, .../** @type {object} */ (this) };
  }
}

define(FunctionLinkError.prototype, "name", "FunctionLinkError", false);
define(FunctionLinkError.prototype, brand, true, false);

// For the module: the fields are JSON, the cause is what a caller's own code threw.
/** @param {string} message @param {string} text @param {unknown} cause */
export function errorOf(message, text, cause) {
  const {
    storageCode: code,
    storageRequestId: requestId,
    ...fields
  } = /** @type {FunctionLinkErrorFields & { storageCode?: string, storageRequestId?: string }} */ (JSON.parse(text));
  if (code || requestId) fields.storage = { ...(code && { code }), ...(requestId && { requestId }) };
  return new FunctionLinkError(message, { ...fields, cause });
}
