// The batch's file: one JSON object per line. All of it is looked at before anything is sent.
import { createHash } from "node:crypto";
import { join } from "node:path";

import { Misuse } from "./errors.js";
import { fileName } from "./file-name.js";
import { readText } from "./local-file.js";

const KEYS = ["authorizerAppid", "env", "functionName"];

// Resolves to { authorizerAppid?, env, functionName, path }[], each once, with the path inside the batch's folder.
export async function readBatch(file) {
  const wishes = new Map();
  const taken = new Set();
  for (const [index, line] of (await readText(file)).replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const wish = parse(line, index + 1);
    const key = JSON.stringify(KEYS.map((name) => wish[name]));
    if (!wishes.has(key)) wishes.set(key, { ...wish, path: freePath(wish, key, taken) });
  }
  if (wishes.size === 0) throw new Misuse("the batch names no function", `Write one {${KEYS.join(", ")}} per line.`);
  return [...wishes.values()];
}

function parse(text, number) {
  const refuse = (why) => {
    throw new Misuse(`line ${number} of the batch ${why}`, `Write one {${KEYS.join(", ")}} per line; nothing was sent.`);
  };
  let wish;
  try {
    wish = JSON.parse(text);
  } catch {
    refuse("is not JSON");
  }
  if (typeof wish !== "object" || wish === null || Array.isArray(wish)) refuse("is not an object");
  for (const name of Object.keys(wish)) if (!KEYS.includes(name)) refuse(`has a key that is none of ${KEYS.join(", ")}`);
  for (const name of KEYS) {
    const needed = name !== "authorizerAppid" || wish[name] !== undefined;
    if (needed && (typeof wish[name] !== "string" || wish[name] === "")) refuse(`needs ${name}, a text that is not empty`);
  }
  return wish;
}

// On some systems upper and lower case name the same file.
function freePath({ authorizerAppid, env, functionName }, key, taken) {
  const folder = join(...[authorizerAppid, env].filter((name) => name !== undefined).map(fileName));
  const plain = join(folder, `${fileName(functionName)}.zip`);
  const digest = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const path = taken.has(plain.toLowerCase()) ? join(folder, `${fileName(functionName)}-${digest}.zip`) : plain;
  taken.add(path.toLowerCase());
  return path;
}
