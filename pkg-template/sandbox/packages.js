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
const MOST_NAMED = 1000;

// Packages are made on first use and kept by what they are made from: merchants share them, and a new `files` or `package` is a new
// package.
export class PackageShelf {
  /** @type {WeakMap<object, Promise<Stored>>} */
  #given = new WeakMap();
  /** @type {Map<string, Promise<Stored>>} */
  #named = new Map();

  /** @param {SandboxFunction} cloudFunction @returns {Promise<Stored>} */
  of({ functionName, files, package: bytes, contents }) {
    const given = bytes ?? (contents ? undefined : files);
    if (given) return kept(this.#given, given, () => made(given));
    if (this.#named.size >= MOST_NAMED) this.#named.clear();
    return contents
      ? kept(this.#named, `contents ${contents}`, () => made(CONTENTS[contents]()))
      : kept(this.#named, `name ${functionName}`, () => made(usual(functionName)));
  }
}

/**
 * @template Key
 * @param {{ get(key: Key): Promise<Stored> | undefined, set(key: Key, value: Promise<Stored>): unknown }} shelf
 * @param {Key} key
 * @param {() => Promise<Stored>} make
 */
function kept(shelf, key, make) {
  const found = shelf.get(key) ?? make();
  shelf.set(key, found);
  return found;
}

/** @param {Uint8Array | Files} given @returns {Promise<Stored>} */
async function made(given) {
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (given instanceof Uint8Array ? given : zip(given));
  return { bytes, checksum: hexadecimal(await crypto.subtle.digest("SHA-256", bytes)) };
}

/** @param {string} name */
const usual = (name) => ({
  "index.js": INDEX_JS,
  "package.json": `${JSON.stringify({ name, version: "1.0.0", main: "index.js" }, null, 2)}\n`,
});
