// The console's files: a fixed map, read once, so that no path of a request reaches the file system. Each is compressed once.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** @typedef {"br" | "gzip" | "identity"} Encoding */
/** @typedef {{ type: string, lasting: boolean, body(encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> }} File */

/** @type {{ [extension: string]: string }} */
const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};
// The build names a file by its contents, all but the page.
const NAMED_BY_CONTENTS = /-[0-9A-Z]{8}\.\w+$/;

/** @param {Uint8Array} bytes */
const brotli = (bytes) =>
  promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** @type {{ [encoding in Exclude<Encoding, "identity">]: (bytes: Uint8Array) => Promise<Buffer> }} */
const COMPRESS = {
  br: brotli,
  gzip: promisify(/** @type {(bytes: Uint8Array, done: (error: Error | null, out: Buffer) => void) => void} */ (gzip)),
};

// The compiled modules are files of the package: this one has their names for the page.
const MODULES = "modules.json";

// By folder: the servers of one process share the files, which take a second of a processor to compress.
/** @type {Map<string, Promise<Map<string, File>>>} */
const known = new Map();

/** @param {string} folder */
export async function readFiles(folder) {
  const files = known.get(folder) ?? readOnce(folder);
  known.set(folder, files);
  try {
    return await files;
  } catch (error) {
    known.delete(folder);
    throw error;
  }
}

/** @param {string} folder */
async function readOnce(folder) {
  /** @type {Map<string, File>} */
  const files = new Map();
  const modules = /** @type {{ [name: string]: string }} */ (JSON.parse(await readFile(join(folder, MODULES), "utf8")));
  /** @param {string} name @param {string} path */
  const read = async (name, path) => {
    const bytes = new Uint8Array(await readFile(path));
    /** @type {Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>} */
    const bodies = new Map([["identity", Promise.resolve(bytes)]]);
    files.set(`/${name}`, {
      type: TYPES[name.slice(name.lastIndexOf(".") + 1)],
      lasting: NAMED_BY_CONTENTS.test(name),
      body(encoding) {
        const known = bodies.get(encoding);
        if (known !== undefined || encoding === "identity") return known ?? Promise.resolve(bytes);
        const made = COMPRESS[encoding](bytes).then((compressed) => new Uint8Array(compressed));
        bodies.set(encoding, made);
        return made;
      },
    });
  };
  const own = (await readdir(folder)).filter((name) => name !== MODULES);
  await Promise.all([
    ...own.map((name) => read(name, join(folder, name))),
    ...Object.entries(modules).map(([name, file]) => read(name, join(folder, "..", file))),
  ]);
  files.set("/", /** @type {File} */ (files.get("/index.html")));
  files.delete("/index.html"); // the page has one address
  return files;
}

// The page's own styles as a source of its policy: their hash (CSP Level 3, 2.3.1).
/** @param {string} html */
export function styleSourceOf(html) {
  const [, styles] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
  if (styles === undefined) throw new Error("the console's page has no styles");
  return `'sha256-${createHash("sha256").update(styles).digest("base64")}'`;
}

// The encoding of a response, by the request's Accept-Encoding (RFC 9110, 12.5.3).
/** @param {string | null} accepted @returns {Encoding} */
export function encodingOf(accepted) {
  const coded = (accepted ?? "").toLowerCase().split(",");
  const taken = coded.filter((one) => !/;\s*q=0(\.0*)?\s*$/.test(one)).map((one) => one.split(";")[0].trim());
  return taken.includes("br") ? "br" : taken.includes("gzip") ? "gzip" : "identity";
}
