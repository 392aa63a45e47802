// The main job in the terminal: link, download, verify, inspect. Prints no token and no URL's query.
import { downloadFunction, FunctionLinkError } from "../pkg/index.js";
import { formats } from "./page/format.js";

/** @import { DownloadOptions, FunctionLinkRequest, StartEvent } from "../pkg/index.js" */
/** @import { PackageReport } from "../pkg/package.js" */

const { duration, size, span } = formats("en");

// Resolves to whether the package matches its checksum. `options` are downloadFunction's.
/** @param {{ request: FunctionLinkRequest, options?: DownloadOptions, write(line: string): void }} job */
export async function runJob({ request, options, write }) {
  /** @param {string} label @param {string} value */
  const show = (label, value) => write(`  ${label.padEnd(13)}${value}`);
  show("function", request.functionName);
  show("environment", request.env);

  const start = performance.now();
  /** @type {number | undefined} */
  let began;
  // Called again when a download starts over. The first link is the one to show.
  /** @param {StartEvent} event */
  const onStart = ({ link }) => {
    if (began !== undefined) return;
    began = performance.now();
    const { host, pathname } = new URL(/** @type {string} */ (link.url));
    show("address", `${host}${pathname}`);
    show("expiry", expiry(link.expiresAt));
    show("link took", duration(began - start));
  };
  try {
    const done = await downloadFunction(request, { ...options, onStart, inspect: true });
    show("size", size(done.size));
    show("package took", duration(performance.now() - (began ?? start)));
    show("SHA-256", done.checksum);
    show("verdict", "matches: these are the bytes that the platform vouches for");
    if (done.inspection) for (const [label, value] of inside(done.inspection)) show(label, value);
    return true;
  } catch (error) {
    if (!FunctionLinkError.is(error)) throw error;
    show("failed", error.code);
    show("message", error.message);
    show("what to do", error.advice);
    if (error.rid) show("rid", error.rid);
    return false;
  }
}

/** @param {PackageReport} report @returns {[label: string, value: string][]} */
function inside({ entries, unpackedSize, findings }) {
  const files = entries.filter(({ kind }) => kind === "file").length;
  // Escaped as JSON: a name may hold control characters.
  const found = findings.map(
    ({ level, message, path }) => `${level}: ${message}${path ? ` ${JSON.stringify(path)}` : ""}`,
  );
  return [
    ["inside", `${files} ${files === 1 ? "file" : "files"}, ${size(unpackedSize)} unpacked`],
    ...(found.length > 0 ? found : ["nothing"]).map((text) => /** @type {[string, string]} */ (["found", text])),
  ];
}

/** @param {Date | undefined} at */
function expiry(at) {
  if (at === undefined) return "not stated in the address";
  const left = at.getTime() - Date.now();
  return left <= 0 ? "expired" : `in ${span(left)}`;
}
