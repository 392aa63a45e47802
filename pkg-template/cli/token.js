// Where access tokens come from: the environment, a file or a command; never an argument, which every process can see.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

import { Misuse, systemError } from "./errors.js";

const MAX_OUTPUT_BYTES = 64 * 1024;
const GROUPS = process.platform !== "win32";
const SOURCES = "put the merchant's authorizer_access_token into WECHAT_ACCESS_TOKEN, or give --token-file FILE or --token-command COMMAND";

// { accessToken, perMerchant }: `accessToken` as a request takes it; `perMerchant` where it knows merchants apart.
export function tokenSource({ tokenFile, tokenCommand }, environment = process.env) {
  if (tokenFile !== undefined && tokenCommand !== undefined) {
    throw new Misuse("--token-file and --token-command were both given", "Give one of them.");
  }
  if (tokenCommand !== undefined) return { accessToken: (wanted) => fromCommand(tokenCommand, wanted), perMerchant: true };
  if (tokenFile !== undefined) return { accessToken: (wanted) => fromFile(tokenFile, wanted), perMerchant: false };
  const token = environment.WECHAT_ACCESS_TOKEN?.trim();
  if (!token) throw new Misuse("there is no access token", `To give one, ${SOURCES}.`);
  return { accessToken: token, perMerchant: false };
}

// The same as a function, which the relay wants.
export function tokenProvider(options, environment) {
  const { accessToken } = tokenSource(options, environment);
  return typeof accessToken === "function" ? accessToken : () => accessToken;
}

// Read anew each time: whoever renews the file is heard.
async function fromFile(path, { rejectedToken, signal }) {
  let text;
  try {
    text = await readFile(path, { encoding: "utf8", signal });
  } catch (error) {
    throw systemError(`could not read the token file ${path}`, error);
  }
  const token = text.trim();
  if (token === "") throw new Misuse(`the token file ${path} is empty`);
  if (token === rejectedToken) throw new Misuse(`the token file ${path} still holds the token that the platform refused`);
  return token;
}

function fromCommand(command, { authorizerAppid, rejectedToken, signal }) {
  return new Promise((resolve, reject) => {
    const told = { WECHAT_AUTHORIZER_APPID: authorizerAppid, WECHAT_REJECTED_TOKEN: rejectedToken };
    const env = { ...process.env, ...told };
    for (const name of Object.keys(told)) if (told[name] === undefined) delete env[name];
    // Its standard error is the user's, as its own words are. It leads a group of its own: whatever it started is ended with it.
    const child = spawn(command, { shell: true, detached: GROUPS, stdio: ["ignore", "pipe", "inherit"], env });
    const end = () => endGroup(child);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    let text = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (data) => {
      text += data;
      if (text.length > MAX_OUTPUT_BYTES) end();
    });
    child.on("error", () => reject(new Misuse("the token command could not be started")));
    child.on("close", (code, name) => {
      signal.removeEventListener("abort", end);
      const token = text.trim();
      if (text.length > MAX_OUTPUT_BYTES) reject(new Misuse(`the token command wrote more than ${MAX_OUTPUT_BYTES} bytes`));
      else if (code !== 0) reject(new Misuse(`the token command ended with ${name ?? `exit code ${code}`}`));
      else if (token === "") reject(new Misuse("the token command wrote no token to its standard output"));
      else if (token === rejectedToken) reject(new Misuse("the token command answered the token that the platform refused"));
      else resolve(token);
    });
  });
}

function endGroup(child) {
  try {
    if (GROUPS) process.kill(-child.pid);
    else child.kill();
  } catch {
    // It has ended already, or never began.
  }
}
