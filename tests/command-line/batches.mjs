// Runs of pull --batch, a platform whose packages change, and the check of SHA256SUMS.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { httpServer } from "../support/server.mjs";
import { run, sandboxAddress } from "./program.mjs";

export const ndjson = (wishes) => wishes.map((wish) => `${JSON.stringify(wish)}\n`).join("");
export const wish = (authorizerAppid, functionName, env = "test-777bb9") => ({ authorizerAppid, env, functionName });
export const SOUND = [wish("wx1", "login"), wish("wx1", "pay"), wish("wx2", "login"), wish("wx2", "查询 订单")];
export const COMMAND = ["--token-command", "printf sandbox-access-token"];

export async function batch(cwd, wishes, ...more) {
  await writeFile(join(cwd, "batch.ndjson"), ndjson(wishes));
  const parameters = [
    "pull",
    "--batch",
    "batch.ndjson",
    "--out-dir",
    "out",
    "--base-url",
    sandboxAddress(),
    ...COMMAND,
    ...more,
  ];
  return run(parameters, { cwd });
}

export const files = async (folder) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();

// A platform whose packages, by function or by environment and function, may change. `asked()` counts requests.
export async function changing(t) {
  const packages = new Map();
  let links = 0;
  const digest = (text) => createHash("sha256").update(text).digest("hex");
  const { url } = await httpServer(t, (request, response) => {
    if (request.method === "GET") return response.end(Buffer.from(request.url.split("?")[1], "base64url"));
    links++;
    const { env, function_name: functionName } = JSON.parse(request.body);
    const text = packages.get(`${env}/${functionName}`) ?? packages.get(functionName);
    if (text === undefined) return response.end(JSON.stringify({ errcode: -501009, errmsg: "function not found" }));
    const address = `${url}/a.zip?${Buffer.from(text).toString("base64url")}`;
    return response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url: address, checksum: digest(text) }));
  });
  return { url, packages, asked: () => ({ links }) };
}

// Asserts that sha256sum accepts the list, and that it has `count` lines, one a path.
export async function summed(cwd, count) {
  const paths = (await readFile(join(cwd, "out/SHA256SUMS"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(66));
  assert.deepEqual([paths.length, new Set(paths).size], [count, count]);
  execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: join(cwd, "out"), stdio: "pipe" });
}
