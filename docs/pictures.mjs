// Makes the pictures of relay.md and command-line.md anew: `cargo xtask build`, `node --test tests/console-states.test.mjs` for the console's, then `node docs/pictures.mjs`.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const local = (path) => fileURLToPath(new URL(path, import.meta.url));
const program = local("../pkg/cli.cjs");
const folder = mkdtempSync(join(tmpdir(), "pictures-"));
const COMMAND = "npx wechat-function-link pull --env test-777bb9 --function login";

// The program's output on a terminal.
async function onTerminal() {
  const text = randomBytes(6_000_000).toString("base64");
  writeFileSync(
    join(folder, "functions.json"),
    JSON.stringify([{ env: "test-777bb9", functionName: "login", files: { "index.js": text }, download: "slow" }]),
  );
  const sandbox = spawn("node", [program, "sandbox", "--port", "0", "--json", "--functions", "functions.json"], {
    cwd: folder,
  });
  const [first] = await once(sandbox.stdout, "data");
  const { baseUrl } = JSON.parse(String(first).split("\n")[0]);
  const pull = `node '${program}' pull --env test-777bb9 --function login --base-url ${baseUrl}`;
  const env = { ...process.env, TERM: "xterm", NO_COLOR: "", WECHAT_ACCESS_TOKEN: "sandbox-access-token" };
  const run = spawn("script", ["-qefc", pull, "/dev/null"], { cwd: folder, env });
  let output = "";
  run.stdout.on("data", (data) => (output += data));
  await once(run, "close");
  sandbox.kill();
  return output
    .replaceAll(baseUrl, "https://sandbox-1258717764.cos.ap-shanghai.myqcloud.com")
    .replaceAll(folder, "/srv");
}

const STYLES = { 1: "font-weight:bold", 2: "opacity:.6", 32: "color:#3fb950", 31: "color:#ff7b72" };

// A frame in the middle of the progress, and the result.
function html(output) {
  const frames = output.match(/[█░]+ \d+%[^\u001b\r\n]*/g);
  const frame = frames.find((one) => Number(one.match(/(\d+)%/)[1]) >= 60) ?? frames.at(-1);
  const lines = output.replace(/\r/g, "").split("\n");
  const [link, until] = ["link ", "works until"].map((name) => lines.find((line) => line.includes(name)));
  const answer = output.slice(output.lastIndexOf("file ")).replace(/\r/g, "");
  const shown = `${link}\n${until}\n\n${frame}\n\n\u001b[2m${answer}`
    .replace(/[&<]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/\u001b\[(\d+)m/g, (_, code) => (STYLES[code] ? `<span style="${STYLES[code]}">` : "</span>"))
    .replace(/\u001b\[[?\d;]*\w/g, "");
  return `<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;width:max-content"><pre style="margin:0;padding:20px 24px;background:#0d1117;
    color:#e6edf3;font:14px/1.55 'DejaVu Sans Mono',monospace"><span style="opacity:.6">$</span> ${COMMAND}\n${shown.trimEnd()}</pre>`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  await page.setContent(html(await onTerminal()));
  await page.locator("pre").screenshot({ path: local("terminal.png") });
  copyFileSync(local("../target/screenshots/wide-light-en-package.png"), local("console.png"));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
