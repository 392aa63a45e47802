// Compiles a module from its bytes, or from a file.
import { isPageOrWorker } from "../host/runtime.js";
import { unfetched } from "./unsupported.js";

/** @typedef {() => Promise<WebAssembly.Module>} Compile */

// `new WebAssembly.Module` compiles each function at its first call: 1 ms instead of 15 on a server. A page compiles on other threads, so
// that it stays responsive.
/** @param {Uint8Array<ArrayBuffer>} bytes */
export const compiled = (bytes) => (isPageOrWorker() ? WebAssembly.compile(bytes) : new WebAssembly.Module(bytes));

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
