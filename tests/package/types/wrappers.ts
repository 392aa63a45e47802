// Functions of a user's own around those of the package: each takes the exported interfaces as they are. No types of the web are needed.
import {
  downloadFunction,
  getFunctionLink,
  getFunctionLinks,
  verifyChecksum,
  type CallOptions,
  type ChecksumSource,
  type DownloadOptions,
  type FunctionBytes,
  type FunctionDownload,
  type FunctionLink,
  type FunctionLinkRequest,
  type FunctionLinkResult,
  type RelayedLink,
  type RelayedRequest,
  type VerifyOptions,
} from "wechat-function-link";
import { saveFunction, type SavedFunction } from "wechat-function-link/fs";
import { createRelay, type RelayOptions } from "wechat-function-link/relay";
import {
  createSandbox,
  type SandboxFault,
  type SandboxFunction,
  type SandboxOptions,
  type SandboxReply,
} from "wechat-function-link/sandbox";
import * as apart from "wechat-function-link/url";

// Whether two types are one.
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <_ extends true>(): void => {};

// Optional options and required ones.
export const ask = (request: FunctionLinkRequest, options?: CallOptions): Promise<FunctionLink> =>
  getFunctionLink(request, options);
export const askAlways = (request: FunctionLinkRequest, options: CallOptions): Promise<FunctionLink> =>
  getFunctionLink(request, options);
export const askApart = (request: FunctionLinkRequest, options?: CallOptions): Promise<FunctionLink> =>
  apart.getFunctionLink(request, options);
export const fetchIt = (request: FunctionLinkRequest, options?: DownloadOptions): Promise<FunctionDownload> =>
  downloadFunction(request, options);
export const save = (request: FunctionLinkRequest, options?: DownloadOptions): Promise<SavedFunction> =>
  saveFunction(request, "x.zip", options);
export const many = (
  requests: FunctionLinkRequest[],
  options?: CallOptions & { concurrency?: number },
): AsyncIterable<FunctionLinkResult> => getFunctionLinks(requests, options);
export const manyByDownloadOptions = (requests: AsyncIterable<FunctionLinkRequest>, options?: DownloadOptions) =>
  getFunctionLinks(requests, options);
export const verify = (source: ChecksumSource, checksum: string, options?: VerifyOptions): Promise<boolean> =>
  verifyChecksum(source, checksum, options);
export const relay = (options: RelayOptions) => createRelay(options);
export const sandbox = (options?: SandboxOptions) => createSandbox(options);

// With changes, with defaults, and with what a caller leaves undefined.
export const patient = (request: FunctionLinkRequest, options?: CallOptions) =>
  getFunctionLink(request, { ...options, timeoutMs: 60_000 });
export const hurried = (request: FunctionLinkRequest, { timeoutMs = 1000, ...rest }: DownloadOptions = {}) =>
  downloadFunction(request, { timeoutMs, ...rest });
export const some = (
  env: string,
  functionName: string,
  accessToken: string,
  authorizerAppid?: string,
  timeoutMs?: number,
  signal?: CallOptions["signal"],
) =>
  getFunctionLink(
    { accessToken, env, functionName, authorizerAppid },
    { timeoutMs, signal, fetch: undefined, baseUrl: undefined },
  );

// Generic ones, and those that are made from a function's own type.
export const askAny = <Request extends FunctionLinkRequest, Options extends CallOptions>(
  request: Request,
  options?: Options,
) => getFunctionLink(request, options);
export const fetchAny = <Request extends FunctionLinkRequest, Options extends DownloadOptions>(
  request: Request,
  options?: Options,
) => downloadFunction(request, options);
export const saveAny = <Request extends FunctionLinkRequest, Options extends DownloadOptions>(
  request: Request,
  options?: Options,
) => saveFunction(request, "x", options);
export const forwarded = (...parameters: Parameters<typeof getFunctionLink>): ReturnType<typeof getFunctionLink> =>
  getFunctionLink(...parameters);
export const forwardedDownload = (...parameters: Parameters<typeof downloadFunction>) =>
  downloadFunction(...parameters);
export const forwardedSave = (...parameters: Parameters<typeof saveFunction>) => saveFunction(...parameters);
export const forwardedLinks = (...parameters: Parameters<typeof getFunctionLinks>) => getFunctionLinks(...parameters);
const logged =
  <Arguments extends unknown[], Result>(call: (...parameters: Arguments) => Result) =>
  (...parameters: Arguments): Result =>
    call(...parameters);
export const loggedAsk: (request: FunctionLinkRequest, options?: CallOptions) => Promise<FunctionLink> =
  logged(getFunctionLink);
export const loggedFetch: (request: FunctionLinkRequest, options?: DownloadOptions) => Promise<FunctionDownload> =
  logged(downloadFunction);
same<Same<Awaited<ReturnType<typeof getFunctionLink>>, FunctionLink>>();
same<Same<Parameters<typeof getFunctionLink>[0], FunctionLinkRequest>>();

// A relay is an overload of its own: without a token, and a link that may have no address.
type Through<Options> = Options & { relay: string };
export const relayed = (request: RelayedRequest, options: Through<CallOptions>): Promise<RelayedLink> =>
  getFunctionLink(request, options);
export const relayedFetch = (
  request: RelayedRequest,
  options: Through<DownloadOptions>,
): Promise<FunctionDownload<RelayedLink>> => downloadFunction(request, options);
export const relayedSave = (
  request: RelayedRequest,
  options: Through<DownloadOptions>,
): Promise<SavedFunction<RelayedLink>> => saveFunction(request, "x", options);
export const relayedMany = (requests: RelayedRequest[], options: Through<CallOptions>) =>
  getFunctionLinks(requests, options);
export const relayedAny = <Options extends Through<CallOptions>>(request: RelayedRequest, options: Options) =>
  getFunctionLink(request, options);

export async function bytes(
  request: FunctionLinkRequest,
  to: NonNullable<DownloadOptions["to"]>,
  options: DownloadOptions,
): Promise<void> {
  const where = { env: "e", functionName: "f" };
  const whole: Uint8Array = (await downloadFunction(request)).bytes;
  const wholeToo: FunctionBytes = await downloadFunction(request, { timeoutMs: 1, to: undefined });
  const byCallOptions: Uint8Array = (await downloadFunction(request, { maxAttempts: 1 } as CallOptions)).bytes;
  const throughRelay: FunctionBytes<RelayedLink> = await downloadFunction(where, {
    relay: "/relay",
    onStart: ({ totalBytes }) => void totalBytes,
  });
  void [whole, wholeToo, byCallOptions, throughRelay.bytes.length];
  const withTo = await downloadFunction(request, { to });
  const withOptions = await downloadFunction(request, options);
  const relayedTo = await downloadFunction(where, { relay: "/relay", to });
  const maybe: (Uint8Array | undefined)[] = [withTo.bytes, withOptions.bytes, relayedTo.bytes];
  // @ts-expect-error: it may have gone to `to`
  withTo.bytes.length;
  // @ts-expect-error: the options may hold a `to`
  withOptions.bytes.length;
  // @ts-expect-error: it went to `to`
  relayedTo.bytes.length;
  void maybe;
}

export async function refused(request: FunctionLinkRequest, to: NonNullable<DownloadOptions["to"]>): Promise<void> {
  // @ts-expect-error: a token has no place beside a relay
  await getFunctionLink(request, { relay: "/relay" });
  // @ts-expect-error: nor here
  await downloadFunction(request, { relay: "/relay" });
  // @ts-expect-error: nor here
  await saveFunction(request, "x", { relay: "/relay" });
  // @ts-expect-error: nor here
  getFunctionLinks([request], { relay: "/relay" });
  // @ts-expect-error: without a relay there has to be a token
  await downloadFunction({ env: "e", functionName: "f" });
  // @ts-expect-error: nor with a variable that may hold one
  await getFunctionLink({ env: "e", functionName: "f" }, {} as CallOptions);
  // @ts-expect-error: a file is where the bytes go
  await saveFunction(request, "x", { to });
  // @ts-expect-error: a typo
  await getFunctionLink(request, { timeoutMS: 1 });
  // @ts-expect-error: a typo beside a relay
  await getFunctionLink({ env: "e", functionName: "f" }, { relay: "/relay", timeoutMS: 1 });
}

export function sandboxed(reply: SandboxReply, download: SandboxFault): SandboxFunction[] {
  // @ts-expect-error: a typo
  const typo: SandboxFunction = { env: "e", functionName: "f", reply: "htlm" };
  // @ts-expect-error: a typo
  createSandbox({ functions: [{ env: "e", functionName: "f", download: "corupt" }] });
  // @ts-expect-error: a typo
  createSandbox({ accessTokens: { t: "vaild" } });
  return [
    typo,
    { env: "e", functionName: "f", reply, download },
    { env: "e", functionName: "f", reply: "html", download: "slow", files: undefined },
  ];
}
