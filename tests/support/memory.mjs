// The module's memory, seen when it is instantiated: nothing of the package is asked or changed.
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, parameters) {
    const instance = Reflect.construct(target, parameters);
    memory ??= instance.exports.memory;
    return instance;
  },
});

export const memoryBytes = () => memory.buffer.byteLength;
