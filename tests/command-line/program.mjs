// Runs the installed program. CONSUMER is the folder that the packed package is installed in.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test");
export const PROGRAM = join(CONSUMER, "node_modules/.bin/wechat-function-link");
export const CANARY = "canary-token-7f3a";
export const LOGIN = ["--env", "test-777bb9", "--function", "login"];

export async function emptyFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), "wechat-function-link-cli-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const cleanEnvironment = ({ WECHAT_ACCESS_TOKEN, NO_COLOR, FORCE_COLOR, CI, LC_ALL, LC_MESSAGES, LANG, ...rest }) =>
  rest;

// `input` goes to its standard input, which stays open where that is null. { child, stdout, stderr, closed: Promise<{ code, signal, stdout, stderr }> }
export function start(parameters, { cwd = tmpdir(), env = {}, input, program = PROGRAM } = {}) {
  const child = spawn(program, parameters, { cwd, env: { ...cleanEnvironment(process.env), ...env } });
  const run = { child, stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (run.stdout += data));
  child.stderr.on("data", (data) => (run.stderr += data));
  child.stdin.on("error", () => {});
  if (input !== null) child.stdin.end(input ?? "");
  run.closed = once(child, "close").then(([code, signal]) => ({
    code,
    signal,
    stdout: run.stdout,
    stderr: run.stderr,
  }));
  return run;
}

// Checks every run for tokens and stacks.
export async function run(parameters, options) {
  const result = await start(parameters, options).closed;
  const output = result.stdout + result.stderr;
  assert.ok(!output.includes(CANARY), `a token is shown: ${output}`);
  assert.doesNotMatch(output, /\n\s+at .*[:(]\d+|node:internal/, "a stack is shown");
  return result;
}

export const lines = (text) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

// Starts a serving command, and resolves when it has printed its address.
export async function serving(parameters, options) {
  const run = start(parameters, options);
  run.first = await new Promise((resolve, reject) => {
    run.closed.then(({ stdout, stderr }) => reject(new Error(stdout + stderr)));
    run.child.stdout.on("data", () => run.stdout.includes("\n") && resolve(JSON.parse(run.stdout.split("\n")[0])));
  });
  return run;
}

// One sandbox for all tests, served by the program itself.
const sandbox = await serving(["sandbox", "--port", "0", "--json"]);
after(() => sandbox.child.kill());
export const sandboxAddress = () => sandbox.first.baseUrl;
export const TOKEN = { WECHAT_ACCESS_TOKEN: "sandbox-access-token" };
