// Which memory of the module's is a merchant's, by the function that provides its token: as long as that function lives.

// By the module's own function, too: after a trap another instance has other memories.
const instances = new WeakMap();
// Cloudflare's workers have none before a compatibility date: there a memory stays as long as its worker does.
const Registry = globalThis.FinalizationRegistry ?? class {
  register() {}
};
const registry = new Registry(({ memories, forget }) => {
  for (const number of memories.values()) forget(number);
});

function getOrAdd(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

// The merchant's number; `next` where it has none yet.
export function memoryOf(provider, appid, next, forget) {
  const providers = getOrAdd(instances, forget, () => new WeakMap());
  const memories = getOrAdd(providers, provider, () => {
    const memories = new Map();
    registry.register(provider, { memories, forget });
    return memories;
  });
  return getOrAdd(memories, appid, () => next);
}
