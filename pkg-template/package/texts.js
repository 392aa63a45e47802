// For the module: what the runtime knows of text, so that the module carries no tables. Nothing here throws.
/** @type {TextDecoder | undefined} */
let gbkDecoder;

// A name in GBK, as Windows in China writes it; undefined where it is none, or where the runtime does not know GBK.
/** @param {Uint8Array} bytes */
export function gbk(bytes) {
  try {
    if (bytes.includes(0xff)) return undefined; // no part of GBK, but Node.js takes it
    gbkDecoder ??= new TextDecoder("gbk", { fatal: true });
    return gbkDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

// What a name is on a file system that knows neither case nor Unicode forms.
/** @param {string} name */
export const folded = (name) => name.normalize("NFC").toLowerCase();

const INSTALLS = ["preinstall", "install", "postinstall"];
/** @param {unknown} value @returns {value is { [name: string]: unknown }} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// Objects of JSON have no getters, but their prototype may hold any name.
/** @param {unknown} object @param {string} name */
const own = (object, name) => (isObject(object) && Object.hasOwn(object, name) ? object[name] : undefined);

// What matters of a package.json, `[name, version, main, has install scripts, name of a dependency, its range, …]`; undefined where it is no
// JSON object.
/** @param {Uint8Array} bytes */
export function manifest(bytes) {
  try {
    const parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (!isObject(parsed)) return undefined;
    const [scripts, dependencies] = [own(parsed, "scripts"), own(parsed, "dependencies")];
    const installs = INSTALLS.some((name) => typeof own(scripts, name) === "string");
    const ranges = isObject(dependencies) ? Object.entries(dependencies) : [];
    const texts = ranges.flatMap(([name, range]) => [name, typeof range === "string" ? range : ""]);
    return [...["name", "version", "main"].map((name) => own(parsed, name)), installs, ...texts];
  } catch {
    return undefined;
  }
}
