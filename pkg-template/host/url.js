// URLs by the runtime's own parser.

function parsed(text, base) {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

// A URL's parts, a line each: none of them can hold a line's end. `undefined` for what is no URL.
export function urlParts(text, base) {
  const url = parsed(text, base);
  if (!url) return undefined;
  const flag = (...texts) => (texts.some(Boolean) ? "1" : "");
  const { protocol, hostname, port, pathname, username, password, search, hash } = url;
  return [protocol, hostname, port, pathname, flag(username, password), flag(search, hash)].join("\n");
}

// An address as another one names it.
export function resolved(text, base) {
  return parsed(text, base)?.href;
}
