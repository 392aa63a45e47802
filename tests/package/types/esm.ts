// The declarations, as a strict TypeScript user meets them. `@ts-expect-error` lines fail where nothing is wrong.
import {
  explainErrcode,
  FunctionLinkError,
  getFunctionLink,
  verifyChecksum,
  type ChecksumSource,
  type FunctionLink,
  type FunctionLinkErrorCode,
} from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

const sandbox = createSandbox({ functions: [{ env: "e", functionName: "f" }], accessTokens: { t: "valid" } });
const signal = new AbortController().signal;
const link: FunctionLink = await getFunctionLink(
  { accessToken: "t", env: "e", functionName: "f", authorizerAppid: "wx" },
  { fetch: sandbox.fetch, signal, timeoutMs: 1, attemptTimeoutMs: 1, baseUrl: "https://a.example" },
);
await getFunctionLink({ accessToken: "t", env: "e", functionName: "f" }, { fetch: globalThis.fetch });
const expires: number | undefined = link.expiresAt?.getTime();
const sources: ChecksumSource[] = [
  new ArrayBuffer(1), new Uint8Array(1), new DataView(new ArrayBuffer(1)), new Blob([]), new Response(""), new ReadableStream<Uint8Array>(),
  (async function* () { yield new Uint8Array(1); })(),
];
const verdict: boolean = await verifyChecksum(sources[0], link.checksum, { engine: "host", signal, onProgress: (event) => event.totalBytes ?? 0 });
const code: FunctionLinkErrorCode | null = (await explainErrcode(0)).code;
const relay: (request: Request) => Promise<Response> = createRelay({
  authorize: async (_request, { env }) => (env === "e" ? { id: "operator" } : null),
  accessToken: ({ authorizerAppid }) => authorizerAppid ?? "t",
});

export function handle(error: unknown): string | undefined {
  if (!FunctionLinkError.is(error)) return undefined;
  const known: FunctionLinkError = error;
  // @ts-expect-error: not one of the codes
  if (known.code === "NO_SUCH_CODE") return "";
  return known.code === "LINK_EXPIRED" ? known.rid : known.advice;
}

// @ts-expect-error: env is missing
getFunctionLink({ accessToken: "t", functionName: "f" });
// @ts-expect-error: a string is no source
verifyChecksum("abc", "");
// @ts-expect-error: not an engine
verifyChecksum(sources[0], "", { engine: "native" });
// @ts-expect-error: authorize is missing
createRelay({ accessToken: () => "t" });
// @ts-expect-error: read-only
link.checksum satisfies number;

export { code, expires, relay, verdict };
