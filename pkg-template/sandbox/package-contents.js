// What a package can show when it is inspected, compared or unpacked. Each is its files, or the zip itself.
import { zip } from "./zip.js";

/** @import { SandboxContents } from "../sandbox.d.ts" */
/** @import { Files } from "./zip.js" */

/** @typedef {[name: string, bytes: number[]][]} Names */

const INDEX_JS = `// A cloud function of the sandbox.
exports.main = async (event) => ({ echo: event });
`;
const EDITED_JS = `// A cloud function of the sandbox.
exports.main = async (event) => ({ echo: event, at: Date.now() });
`;
/** @param {object} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
/** @param {object} [more] */
const packageJson = (more) => json({ name: "inspected", version: "1.0.0", main: "index.js", ...more });

const TIDY = { "index.js": INDEX_JS, "lib/rates.json": json({ CNY: 1 }), "package.json": packageJson() };
const RATES = "@example/rates";
const DECLARING = {
  "index.js": INDEX_JS,
  "package.json": packageJson({ dependencies: { [RATES]: "^2.1.0" } }),
};
// 费率.json and 说明.txt in GBK, as Windows writes names without a word about their encoding.
/** @type {Names} */
const GBK_NAMES = [
  ["rate", [0xb7, 0xd1, 0xc2, 0xca]],
  ["note", [0xcb, 0xb5, 0xc3, 0xf7]],
];
const BOMB_BYTES = 4 * 1024 * 1024; // of zeros: 4 KB, the most that deflate can do

/** @type {Record<SandboxContents, () => Uint8Array | Files>} */
export const CONTENTS = {
  tidy: () => TIDY,
  rezipped: () => zip(TIDY, { level: 0, mtime: "2024-02-29T12:00:00Z", isReversed: true }),
  edited: () => ({ ...TIDY, "index.js": EDITED_JS }),
  "nested-folder": () => Object.fromEntries(Object.entries(TIDY).map(([path, text]) => [`inspected/${path}`, text])),
  "no-entry": () => ({ "main.js": INDEX_JS, "package.json": packageJson({ main: "main.js" }) }),
  "cloud-dependencies": () => DECLARING,
  "node-modules": () => ({
    ...DECLARING,
    [`node_modules/${RATES}/index.js`]: "module.exports = { CNY: 1 };\n",
    [`node_modules/${RATES}/package.json`]: json({ name: RATES, version: "2.1.3", main: "index.js" }),
  }),
  "gbk-names": () => withNames(zip({ "index.js": INDEX_JS, "rate.json": "{}\n", "note.txt": "GBK\n" }), GBK_NAMES),
  bomb: () => ({ "index.js": INDEX_JS, "zeros.bin": new Uint8Array(BOMB_BYTES) }),
  slip: () => ({
    "index.js": INDEX_JS,
    "../outside.js": "// Written beside the folder, where a program unpacks it.\n",
  }),
};

// A zip with other bytes in its names: those of ASCII, of the same length, are replaced in both headers. No contents hold them.
/** @param {Uint8Array} bytes @param {Names} names */
function withNames(bytes, names) {
  const changed = bytes.slice();
  for (const [name, given] of names) {
    const wanted = Array.from(name, (character) => character.charCodeAt(0));
    for (let at = 0; at < changed.length; at++) {
      if (wanted.every((byte, n) => changed[at + n] === byte)) changed.set(given, at);
    }
  }
  return changed;
}
