// Compiles a module from base64 in the script, or from a file.
import { unfetched } from "./unsupported.js";

/** @typedef {() => Promise<WebAssembly.Module>} Compile */

/** @param {string} base64 */
function decoded(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

// For a module that the build inlines: it needs no file system and no URL. `new WebAssembly.Module` compiles each function at its first
// call: 1 ms instead of 15 on a server. A page compiles on other threads, so that it stays responsive.
/** @type {(base64: string) => Compile} */
export const inlined = (base64) => async () => {
  const buffer = globalThis.Buffer?.from?.(base64, "base64");
  return buffer
    ? new WebAssembly.Module(buffer)
    : WebAssembly.compile(Uint8Array.fromBase64?.(base64) ?? decoded(base64));
};

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

// For a module in a file of this name, at the URL that `address()` returns.
// Any failure except the compiler's concerns the request or the body.
/** @type {(file: string, address: () => URL) => Compile} */
export const fetched = (file, address) => async () => {
  /** @type {<Result>(work: () => Promise<Result>) => Promise<Result>} */
  const read = (work) =>
    work().catch((cause) => {
      throw cause instanceof WebAssembly.CompileError
        ? cause
        : unfetched(file, "the request failed", { retryable: true, cause });
    });
  const response = await read(async () => fetch(address()));
  const { ok, status, headers } = response;
  if (!ok) throw unfetched(file, `the response has HTTP status ${status}`, { retryable: status >= 500, status });
  // Compiled while it arrives, where the server gives its media type.
  if (headers.get("content-type") === "application/wasm") return read(() => WebAssembly.compileStreaming(response));
  const bytes = new Uint8Array(await read(() => response.arrayBuffer()));
  // Servers of single-page applications send their page for any path.
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw unfetched(file, "the response is no WebAssembly module");
  return WebAssembly.compile(bytes);
};
