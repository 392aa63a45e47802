// Parses URLs with the runtime's parser. The module judges the parts.
// A class with fixed fields, without Object.prototype (see intake.js).
/** @import { UrlParts } from "./types.d.ts" */

class Parts {
  /**
   * @param {string} protocol
   * @param {string} hostname
   * @param {string} port
   * @param {string} pathname
   * @param {boolean} hasCredentials
   * @param {boolean} hasQueryOrFragment
   */
  constructor(protocol, hostname, port, pathname, hasCredentials, hasQueryOrFragment) {
    this.protocol = protocol;
    this.hostname = hostname;
    this.port = port;
    this.pathname = pathname;
    this.hasCredentials = hasCredentials;
    this.hasQueryOrFragment = hasQueryOrFragment;
  }
}

Object.setPrototypeOf(Parts.prototype, null);

/** @param {string} text @param {string} [base] @returns {UrlParts | undefined} */
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
  return new Parts(protocol, hostname, port, pathname, hasCredentials, hasQueryOrFragment);
}

// Writes the parts as JSON, for the module.
/** @param {string} text */
export function urlParts(text) {
  const parts = partsOf(text);
  return parts && JSON.stringify(parts);
}
