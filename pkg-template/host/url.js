// Parses URLs by the runtime's own parser. The module judges the parts.
export function partsOf(text, base) {
  let url;
  try {
    url = new URL(text, base);
  } catch {
    return undefined;
  }
  const { protocol, hostname, port, pathname, username, password, search, hash } = url;
  const hasCredentials = username !== "" || password !== "";
  const hasQueryOrFragment = search !== "" || hash !== "";
  return { __proto__: null, protocol, hostname, port, pathname, hasCredentials, hasQueryOrFragment };
}

// The same as JSON, for the module.
export function urlParts(text) {
  const parts = partsOf(text);
  return parts && JSON.stringify(parts);
}
