// The main job in the terminal: link, download, verify. Neither a token nor an address's query is ever written.
import { FunctionLinkError, getFunctionLink, verifyChecksum } from "../pkg/index.js";
import { duration, expiry, size } from "./format.mjs";

export async function runJob({ request, callOptions, fetch = globalThis.fetch, write }) {
  const show = (label, value) => write(`  ${label.padEnd(13)}${value}`);
  const timed = async (work) => {
    const start = performance.now();
    const result = await work();
    return [result, duration(performance.now() - start)];
  };

  try {
    show("function", request.functionName);
    show("environment", request.env);
    const [link, askingTook] = await timed(() => getFunctionLink(request, callOptions));
    const { host, pathname } = new URL(link.url);
    show("address", `${host}${pathname}`);
    show("expiry", expiry(link.expiresAt));
    show("link took", askingTook);

    let bytes = 0;
    const onProgress = ({ transferredBytes }) => (bytes = transferredBytes);
    const [intact, loadingTook] = await timed(async () => {
      return verifyChecksum(await open(fetch, link.url, host), link.checksum, { onProgress });
    });
    show("size", size(bytes));
    show("package took", loadingTook);
    show("SHA-256", link.checksum);
    show("verdict", intact ? "matches: these are the bytes that the platform vouches for" : "does NOT match: do not use these bytes");
    return intact;
  } catch (error) {
    explain(error, show);
    return false;
  }
}

// What a runtime says of a failed request may hold the whole address: only words of our own go on.
async function open(fetch, url, host) {
  const init = { headers: { "accept-encoding": "identity" }, redirect: "error" };
  const response = await fetch(url, init).catch(() => {
    throw new DownloadFailure(`${host} gave no answer, or redirected`);
  });
  if (!response.ok) throw new DownloadFailure(`${host} answered HTTP status ${response.status}`);
  return response;
}

class DownloadFailure extends Error {}

function explain(error, show) {
  if (FunctionLinkError.is(error)) {
    show("failed", error.code);
    show("message", error.message);
    show("what to do", error.advice);
    if (error.rid) show("rid", error.rid);
    return;
  }
  show("failed", "the package could not be downloaded");
  show("message", error instanceof DownloadFailure ? error.message : "the package broke off before its end");
  show("what to do", "Try again for a new link; then look at the outbound proxy and the firewall.");
}
