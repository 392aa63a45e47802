// The declarations, as a strict TypeScript user meets them. `@ts-expect-error` lines fail where nothing is wrong.
import {
  downloadFunction,
  explainErrcode,
  FunctionLinkError,
  getFunctionLink,
  getFunctionLinks,
  verifyChecksum,
  type ChecksumSource,
  type FunctionLink,
  type FunctionLinkErrorCode,
  type OperationEvent,
} from "wechat-function-link";
import { createRelay, type RelayLimitStore } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

export async function use(): Promise<unknown[]> {
  const sandbox = createSandbox({ functions: [{ env: "e", functionName: "f" }], accessTokens: { t: "valid" } });
  const signal = new AbortController().signal;
  const link: FunctionLink = await getFunctionLink(
    { accessToken: "t", env: "e", functionName: "f", authorizerAppid: "wx" },
    { fetch: sandbox.fetch, signal, timeoutMs: 1, attemptTimeoutMs: 1, baseUrl: "https://a.example" },
  );
  await getFunctionLink({ accessToken: "t", env: "e", functionName: "f" }, { fetch: globalThis.fetch });
  const expires: number | undefined = link.expiresAt?.getTime();
  const sources: ChecksumSource[] = [
    new ArrayBuffer(1),
    new Uint8Array(1),
    new DataView(new ArrayBuffer(1)),
    new Blob([]),
    new Response(""),
    new ReadableStream<Uint8Array>(),
    (async function* () {
      yield new Uint8Array(1);
    })(),
  ];
  const verdict: boolean = await verifyChecksum(sources[0], link.checksum, {
    engine: "host",
    signal,
    onProgress: (event) => event.totalBytes ?? 0,
  });
  const code: FunctionLinkErrorCode | null = (await explainErrcode(0)).code;
  const onEvent = ({ type, operation, code, milliseconds }: OperationEvent) =>
    void [type === "error" && code, operation === "link" && milliseconds];
  const observed = await getFunctionLink({ accessToken: "t", env: "e", functionName: "f" }, { onEvent });
  const withheld: string | undefined = (await getFunctionLink({ env: "e", functionName: "f" }, { relay: "/relay" }))
    .url;
  const relayed = await downloadFunction(
    { env: "e", functionName: "f" },
    { relay: new URL("https://a.example"), onStart: ({ link, totalBytes }) => void (link.url ?? totalBytes) },
  );
  const address: string | undefined = relayed.link.url;
  const digest: ArrayBuffer = await crypto.subtle.digest("SHA-256", relayed.bytes);
  const parts = [new Blob([relayed.bytes]), new Response(relayed.bytes), new File([relayed.bytes], "f.zip")];
  const asFetch: typeof globalThis.fetch = sandbox.fetch;
  // @ts-expect-error a token has no place beside a relay
  await getFunctionLink({ accessToken: "t", env: "e", functionName: "f" }, { relay: "/relay" });
  // @ts-expect-error without a relay there has to be a token
  await getFunctionLink({ env: "e", functionName: "f" });
  for await (const { link: told, error } of getFunctionLinks([{ env: "e", functionName: "f" }], { relay: "/relay" }))
    void (told?.url ?? error?.code);
  const relay: (request: Request) => Promise<Response> = createRelay({
    authorize: async (_request, { env }) => (env === "e" ? { id: "operator" } : null),
    accessToken: ({ authorizerAppid }) => authorizerAppid ?? "t",
    audit: ({ at, action, code, checksum, errcode, rid, expected, actual }) => {
      void [
        at.toISOString(),
        action === "outcome",
        code === "ABORTED",
        (errcode ?? 0) + 1,
        checksum === expected,
        rid?.length,
        actual?.length,
      ];
    },
    origin: "https://console.example",
    limits: { requestsPerMinute: Infinity, inFlight: 2 },
    maxBytes: 1,
  });
  const store: RelayLimitStore = {
    take: async (key, signal) => (signal.aborted ? { allowed: false, retryAfterMs: key.length } : { allowed: true }),
  };
  createRelay({ authorize: () => null, accessToken: () => "t", limits: { store, onStoreError: "memory" } });
  // @ts-expect-error there is no other fallback
  createRelay({ authorize: () => null, accessToken: () => "t", limits: { store, onStoreError: "allow" } });
  // @ts-expect-error the destination is the relay's own
  createRelay({ authorize: () => null, accessToken: () => "t", to: new WritableStream() });
  // @ts-expect-error: not a number
  link.checksum satisfies number;
  return [observed, address, asFetch, code, digest, parts, expires, relay, verdict, withheld];
}

export function handle(error: unknown): string | undefined {
  if (!FunctionLinkError.is(error)) return undefined;
  const known: FunctionLinkError = error;
  const concerned: "platform" | "storage" | "relay" | undefined = known.peer;
  const request: string | undefined = known.storage?.requestId ?? known.storage?.code ?? concerned;
  if (request) return request;
  // @ts-expect-error: not one of the codes
  if (known.code === "NO_SUCH_CODE") return "";
  return known.code === "LINK_EXPIRED" ? known.rid : known.advice;
}

// @ts-expect-error: env is missing
getFunctionLink({ accessToken: "t", functionName: "f" });
// @ts-expect-error: a string is no source
verifyChecksum("abc", "");
// @ts-expect-error: authorize is missing
createRelay({ accessToken: () => "t" });
