// Node's own streams and files, by Node's own types.
import { createReadStream, createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { downloadFunction, verifyChecksum } from "wechat-function-link";
import { compareSnapshots, fileArchive, takeSnapshot } from "wechat-function-link/fleet";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

const request = { accessToken: () => "t", env: "e", functionName: "f" };
const relay = createRelay({ accessToken: () => "t", authorize: () => ({ id: "i" }) });

export async function use(): Promise<boolean[]> {
  await downloadFunction(request, { to: Writable.toWeb(createWriteStream("a")), signal: AbortSignal.timeout(1) });
  await saveFunction(
    { ...request, accessToken: async ({ signal }) => (await fetch("https://a.example", { signal })).text() },
    pathToFileURL("a"),
  );
  const archive = fileArchive(pathToFileURL("archive"));
  const summary = await takeSnapshot({
    targets: [{ authorizerAppid: "a" }],
    accessToken: () => "t",
    archive,
    previous: null,
    signal: AbortSignal.timeout(1),
    onEvent: (event) => event.type === "row" && event.row.checksum,
  });
  for await (const { status } of compareSnapshots([], archive.snapshot(summary.id))) status satisfies string;
  await archive.put("", createReadStream("a"));
  const stored = await archive.get("");
  if (stored) Readable.fromWeb(stored as import("node:stream/web").ReadableStream);
  const { bytes } = await downloadFunction(request, { fetch: globalThis.fetch });
  await writeFile("a", bytes);
  const asFetch: typeof globalThis.fetch = createSandbox().fetch;
  const parts = [Buffer.from(bytes), new Blob([bytes]), new Response(bytes), asFetch];
  const answer: Response = await relay(new Request("http://localhost/link"));
  createServer((_incoming, outgoing) => outgoing.end(answer.status + parts.length));
  return [
    await verifyChecksum(createReadStream("a"), ""),
    await verifyChecksum(Readable.toWeb(createReadStream("a")), ""),
    await verifyChecksum(await fetch("https://a.example"), ""),
    await verifyChecksum(new Blob([]), ""),
    await verifyChecksum(Buffer.from(""), ""),
  ];
}
