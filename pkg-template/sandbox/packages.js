// The zip package of each function.
import { strToU8, zipSync } from "fflate";

import { hexadecimal } from "../host/hexadecimal.js";

/** @import { SandboxFunction } from "../sandbox.d.ts" */
/** @import { Stored } from "./stored-object.js" */

const INDEX_JS = `// A cloud function of the sandbox.
exports.main = async (event) => ({ echo: event });
`;

// Packages are made on first need and kept: the same function has the same bytes in one sandbox.
export class PackageShelf {
  /** @type {Map<SandboxFunction, Promise<Stored>>} */
  #packages = new Map();

  /** @param {SandboxFunction} cloudFunction */
  async of(cloudFunction) {
    const made = this.#packages.get(cloudFunction) ?? make(cloudFunction);
    this.#packages.set(cloudFunction, made);
    return made;
  }
}

/** @param {SandboxFunction} cloudFunction @returns {Promise<Stored>} */
async function make({ functionName, files, package: given }) {
  const made = given ?? zip(files ?? { "index.js": INDEX_JS, "package.json": packageJson(functionName) });
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (made);
  return { bytes, checksum: hexadecimal(await crypto.subtle.digest("SHA-256", bytes)) };
}

/** @param {string} name */
function packageJson(name) {
  return `${JSON.stringify({ name, version: "1.0.0", main: "index.js" }, null, 2)}\n`;
}

/** @param {Record<string, string | Uint8Array>} files */
function zip(files) {
  const entries = Object.entries(files).map(([name, content]) => {
    return [name, typeof content === "string" ? strToU8(content) : content];
  });
  return zipSync(Object.fromEntries(entries), { mtime: "2019-05-16T06:55:53Z" });
}
