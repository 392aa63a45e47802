// Property reads for the module: an exception that WebAssembly catches by itself costs more, and leaves a reference behind.

// In the place of a value whose getter threw.
export const unreadable = Symbol("unreadable");

export function read(object, name) {
  try {
    return object[name];
  } catch {
    return unreadable;
  }
}

// The same where a getter that throws is as good as none, and where the object may be none.
export function property(object, name) {
  try {
    return object?.[name];
  } catch {
    return undefined;
  }
}

export function assign(object, name, value) {
  object[name] = value;
}

// Without lone surrogates.
export function isWellFormed(text) {
  return !/\p{Surrogate}/u.test(text);
}
