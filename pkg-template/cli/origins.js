// Hosts and origins, as addresses and headers spell them.

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

// A host in the form of URLs and the Host header.
/** @param {string} host */
export const urlHost = (host) => (host.includes(":") ? `[${host}]` : host);

/** @param {string} hostname */
export const isLoopback = (hostname) => LOOPBACK.test(hostname);

// Whether a text is only a scheme, host and port, as browsers send it.
/** @param {string} text */
export function isOrigin(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.origin === text && /^https?:$/.test(url.protocol);
}
