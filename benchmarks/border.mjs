// Watches the module's border from outside: import this file before the package. `crossings.out` counts calls of the module's
// imports, `crossings.in` calls of its exports, and wasmBytes() returns the memory of its instances, in bytes.
export const crossings = { out: 0, in: 0 };
const memories = [];

const counted = (direction, call) =>
  function (...parameters) {
    crossings[direction]++;
    return Reflect.apply(call, this, parameters);
  };
const eachCounted = (direction, members) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      typeof value === "function" ? counted(direction, value) : value,
    ]),
  );

function watched(instance) {
  memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
  return Object.create(instance, { exports: { value: eachCounted("in", instance.exports) } });
}
const watchedImports = (imports = {}) =>
  Object.fromEntries(Object.entries(imports).map(([module, members]) => [module, eachCounted("out", members)]));

WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct: (Instance, [module, imports]) => watched(new Instance(module, watchedImports(imports))),
});

// These two do not use the constructor. They resolve to an instance, or to `{ module, instance }`.
for (const name of ["instantiate", "instantiateStreaming"]) {
  const instantiate = WebAssembly[name];
  WebAssembly[name] = async (source, imports) => {
    const made = await instantiate(source, watchedImports(imports));
    return made.instance ? { ...made, instance: watched(made.instance) } : watched(made);
  };
}

export const wasmBytes = () => memories.reduce((bytes, { buffer }) => bytes + buffer.byteLength, 0);
