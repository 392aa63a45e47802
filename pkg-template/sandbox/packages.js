// The zip package of each function.
import { hexadecimal } from "../host/hexadecimal.js";
import { CONTENTS } from "./package-contents.js";
import { zip } from "./zip.js";

/** @import { SandboxFunction } from "../sandbox.d.ts" */
/** @import { Stored } from "./stored-object.js" */
/** @import { Files } from "./zip.js" */

const INDEX_JS = `// A cloud function of the sandbox.
exports.main = async (event) => ({ echo: event });
`;

// Packages are made on first use and kept: in one sandbox, a function always has the same bytes.
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
async function make(cloudFunction) {
  const made = packageOf(cloudFunction);
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (made instanceof Uint8Array ? made : zip(made));
  return { bytes, checksum: hexadecimal(await crypto.subtle.digest("SHA-256", bytes)) };
}

// The zip, or its files.
/** @param {SandboxFunction} cloudFunction @returns {Uint8Array | Files} */
function packageOf({ functionName, files, package: given, contents }) {
  if (given) return given;
  if (contents) return CONTENTS[contents]();
  return files ?? { "index.js": INDEX_JS, "package.json": packageJson(functionName) };
}

/** @param {string} name */
function packageJson(name) {
  return `${JSON.stringify({ name, version: "1.0.0", main: "index.js" }, null, 2)}\n`;
}
