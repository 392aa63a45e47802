// Saves one function's package and verifies it: node pull.mjs [ENV] [FUNCTION] [FILE]
import { createReadStream } from "node:fs";
import process from "node:process";

import { FunctionLinkError, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createSandbox } from "wechat-function-link/sandbox";

const [env = "test-777bb9", functionName = "login", file = `${functionName}.zip`] = process.argv.slice(2);
const { WECHAT_ACCESS_TOKEN } = process.env;
const accessToken = WECHAT_ACCESS_TOKEN ?? "sandbox-access-token";
const options = WECHAT_ACCESS_TOKEN ? {} : { fetch: createSandbox().fetch };

try {
  const { path, size, checksum } = await saveFunction({ accessToken, env, functionName }, file, options);
  console.log(`${path}: ${size} bytes, SHA-256 ${checksum}`);
  // saveFunction verified these bytes before the file got its name. The same call verifies a copy later.
  const isVerified = await verifyChecksum(createReadStream(path), checksum);
  console.log(
    isVerified ? "verified: SHA-256 matches the platform's checksum" : "the file does not match the checksum",
  );
  process.exitCode = isVerified ? 0 : 1;
} catch (error) {
  if (!FunctionLinkError.is(error)) throw error;
  console.error(`${error.code}: ${error.message}\nWhat to do: ${error.advice}\nrid: ${error.rid ?? "none"}`);
  process.exitCode = 2;
}
