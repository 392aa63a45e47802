// The declarations in a project without the DOM's types: with Node's in one of the runs, with none at all in another.
import {
  FunctionLinkError,
  downloadFunction,
  getFunctionLinks,
  verifyChecksum,
  type ChecksumSource,
  type TokenProvider,
} from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";
import * as apart from "wechat-function-link/url";

const accessToken: TokenProvider = async ({ authorizerAppid, rejectedToken, signal }) => {
  if (signal.aborted) throw signal.reason;
  return rejectedToken ?? authorizerAppid ?? "t";
};

export async function use(): Promise<unknown[]> {
  const request = { accessToken, env: "e", functionName: "f", authorizerAppid: "wx" };
  const sandbox = createSandbox();
  const response = await sandbox.fetch("https://a.example");
  const piece: ChecksumSource = new Uint8Array(1);
  const verdicts: boolean[] = [
    await verifyChecksum(piece, ""),
    await verifyChecksum(response, ""),
    await apart.verifyChecksum(piece, ""),
  ];
  const { bytes } = await downloadFunction(request, {
    fetch: sandbox.fetch,
    onProgress: ({ transferredBytes }) => void transferredBytes,
  });
  const { path, link } = await saveFunction(request, "login.zip");
  const expires: string | undefined = link.expiresAt?.toISOString();
  const relay = createRelay({
    accessToken,
    authorize: ({ url, method, headers }) => (headers.get("cookie") ? { id: url + method } : null),
  });
  for await (const { error } of getFunctionLinks([request]))
    if (FunctionLinkError.is(error)) error.code satisfies string;
  // @ts-expect-error: a number is no source
  await verifyChecksum(1, "");
  return [verdicts, bytes?.length, path, expires, relay];
}
