// The module as a file of its own beside this one. Bundlers know this form of URL and copy the file.
import { loader } from "./loader.js";
import { unfetched } from "./unsupported.js";

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

// Any failure but the compiler's is one of the request or of the body.
/** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
const read = (work) =>
  work().catch((cause) => {
    throw cause instanceof WebAssembly.CompileError
      ? cause
      : unfetched("the request failed", { retryable: true, cause });
  });

export const load = loader(async () => {
  const response = await read(async () => fetch(new URL("./wechat_function_link.wasm", import.meta.url)));
  const { ok, status, headers } = response;
  if (!ok) throw unfetched(`the response has HTTP status ${status}`, { retryable: status >= 500, status });
  // Compiled while it arrives, where the server gives its media type.
  if (headers.get("content-type") === "application/wasm") return read(() => WebAssembly.compileStreaming(response));
  const bytes = new Uint8Array(await read(() => response.arrayBuffer()));
  // Servers of single-page applications answer any path by their page.
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw unfetched("the response is no WebAssembly module");
  return WebAssembly.compile(bytes);
});
