// The module's memory, seen when it is instantiated: nothing of the package is asked or changed.
/** @type {WebAssembly.Memory | undefined} */
let memory;
/** @type {WebAssembly.Table | undefined} */
let references;
const { Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, parameters) {
    const instance = Reflect.construct(target, parameters);
    memory ??= /** @type {WebAssembly.Memory} */ (instance.exports.memory);
    references ??= tableOf(instance);
    return instance;
  },
});

/** @param {WebAssembly.Instance} instance */
const tableOf = (instance) => Object.values(instance.exports).find((value) => value instanceof WebAssembly.Table);

export const memoryBytes = () => /** @type {WebAssembly.Memory} */ (memory).buffer.byteLength;
// How many of JavaScript's values the module holds: those that it has let go are null.
export function referenceCount() {
  let held = 0;
  const table = /** @type {WebAssembly.Table} */ (references);
  for (let index = 0; index < table.length; index++) if (table.get(index) !== null) held++;
  return held;
}
