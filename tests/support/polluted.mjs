// Object.prototype with something on it, for as long as one function runs.
/**
 * @template Result
 * @param {{ [name: string]: PropertyDescriptor }} descriptors
 * @param {() => Promise<Result> | Result} run
 */
export async function polluted(descriptors, run) {
  for (const [name, descriptor] of Object.entries(descriptors)) {
    Object.defineProperty(Object.prototype, name, { ...descriptor, configurable: true });
  }
  try {
    return await run();
  } finally {
    for (const name of Object.keys(descriptors)) Reflect.deleteProperty(Object.prototype, name);
  }
}

/** @param {unknown} value */
export const assigned = (value) => ({ value, writable: true, enumerable: true });
export const READ_ONLY = { value: undefined, writable: false };
export const THROWING = {
  get: () => {
    throw new Error("Object.prototype was read");
  },
  set: () => {
    throw new Error("Object.prototype was written to");
  },
};
