// The module's requests by the Fetch API, a step at a time. What an answer means is the module's to say.

function send(fetch, url, init) {
  try {
    return fetch(url, { ...init, redirect: "manual" });
  } catch (reason) {
    return Promise.reject(reason);
  }
}

// The body is a string: a stream would travel without Content-Length, which the platform refuses by 412.
export function post(fetch, url, body, signal) {
  return send(fetch, url, { method: "POST", headers: { "content-type": "application/json" }, body, signal });
}

export function get(fetch, url, range, ifRange, signal) {
  const headers = { "accept-encoding": "identity" };
  if (range !== undefined) headers.range = range;
  if (ifRange !== undefined) headers["if-range"] = ifRange;
  return send(fetch, url, { method: "GET", headers, signal });
}

// A Response's status, 1000 more where a redirect was followed or is hidden, and NaN for anything that is no Response.
export function status(response) {
  try {
    const { status, headers, bodyUsed, type, redirected } = response;
    const sound = typeof status === "number" && status >= 0 && status < 1000 && typeof headers === "object" && headers && !bodyUsed;
    if (!sound) return NaN;
    return status + (type === "opaqueredirect" || redirected ? 1000 : 0);
  } catch {
    return NaN;
  }
}

export function header(response, name) {
  try {
    const value = response.headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

// A failure's and its causes' names, codes and messages, a line each.
export function words(reason) {
  const words = [];
  try {
    for (let depth = 0; depth < 4 && typeof reason === "object" && reason; depth++) {
      const { name, code, message, errors, cause } = reason;
      words.push(...[name, code, message].filter((word) => typeof word === "string"));
      const [inner] = Array.isArray(errors) ? errors : [];
      reason = typeof inner === "object" && inner ? inner : cause;
    }
  } catch {
    // A getter threw: what is known is enough.
  }
  return words.map((word) => word.replaceAll("\n", " ")).join("\n");
}

// Node tells how much a broken connection had received before: something, where it had served an earlier request.
export function wasStale(reason) {
  try {
    return reason.cause.socket.bytesRead > 0;
  } catch {
    return false;
  }
}
