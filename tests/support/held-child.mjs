// Saves where the runtime's rename answers as Windows does while another program holds the file: `held-child.mjs '{ "url", "path", "platform",
// "errors": [code…] }'`. Node alone lets its rename be replaced. Prints how often it was called, the waits between, and what became of it.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

const { url, path, platform, errors } =
  /** @type {{ url: string, path: string, platform: string, errors: string[] }} */ (JSON.parse(process.argv[2]));
Object.defineProperty(process, "platform", { value: platform });
const { rename } = fs.promises;
/** @type {number[]} */
const times = [];
fs.promises.rename = async (from, to) => {
  if (to !== path) return rename(from, to);
  times.push(performance.now());
  const code = errors.length > 1 ? errors.shift() : errors[0];
  if (code === "none") return rename(from, to);
  throw Object.assign(new Error(`${code}: rename`), { code, syscall: "rename", path: from, dest: to });
};
syncBuiltinESMExports();
const { save } = await import("./saving.mjs");
const outcome = await save(url, "login", path).then(
  () => "saved",
  (error) => `${error.code}, cause ${error.cause?.code}`,
);
console.log(JSON.stringify({ outcome, tries: times.length, milliseconds: (times.at(-1) ?? NaN) - times[0] }));
