// The code of every server and page of the matrix, and its expected result.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { Readable } from "node:stream";
import { after } from "node:test";

import { createSandbox } from "../../pkg/sandbox.js";

// A sandbox on a real socket.
const sandbox = createSandbox();
const server = createServer(async (incoming, outgoing) => {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  const body = incoming.method === "POST" ? Buffer.concat(pieces) : undefined;
  const response = await sandbox.fetch(
    new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, body }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  Readable.fromWeb(response.body).pipe(outgoing);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => {
  server.closeAllConnections();
  server.close();
});
export const SANDBOX = `http://127.0.0.1:${server.address().port}`;

const NAMES = "describeError, FunctionLinkError, getFunctionLink, verifyChecksum";
export const ESM = `import { ${NAMES} } from "wechat-function-link";`;
export const CJS = `const { ${NAMES} } = require("wechat-function-link");`;

// Defines check(): a link from the sandbox, a verified package, a mismatch, an error of the imported class, and its title in Chinese.
export const SERVER = `
async function check() {
  const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
  const options = { baseUrl: "${SANDBOX}" };
  const link = await getFunctionLink(request, options);
  const verified = await verifyChecksum(await fetch(link.url), link.checksum);
  const wrong = await verifyChecksum(new Uint8Array(3), link.checksum);
  const error = await getFunctionLink({ ...request, functionName: "missing" }, options).catch((reason) => reason);
  const { title } = await describeError(error, { language: "zh-CN" });
  return [verified, wrong, error.code, error.errcode, error instanceof FunctionLinkError, title].join();
}
`;
export const SERVED = "true,false,REJECTED,-501009,true,微信拒绝了本次调用";

// The same for a page: bytes verified by buffer and by stream, and a call with a token refused before anything is sent.
export const PAGE = `
async function check() {
  const abc = new TextEncoder().encode("abc");
  const checksum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const error = await getFunctionLink({ accessToken: "t", env: "e", functionName: "f" }).catch((reason) => reason);
  const verdicts = [await verifyChecksum(abc, checksum), await verifyChecksum(new Blob([abc]), checksum), await verifyChecksum(abc.subarray(1), checksum)];
  const { title } = await describeError(error, { language: "zh-CN" });
  return [...verdicts, error.code, error instanceof FunctionLinkError, title].join();
}
check().then((answer) => (document.title = answer), (reason) => (document.title = String(reason)));
`;
export const SHOWN = "true,true,false,SERVER_SIDE_ONLY,true,浏览器中不得使用 access_token";
export const HTML = (script, type = "module") =>
  `<!DOCTYPE html><meta charset="utf-8"><title>waiting</title><body><script ${type === "module" ? 'type="module"' : "defer"} src="${script}"></script>`;

export const answers = (output, expected = SERVED) => assert.equal(output.split("\n").at(-1), expected, output);
