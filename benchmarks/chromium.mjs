// Runs a comparison in Chromium: bundled by esbuild, on a cross-origin isolated page, whose clock is fine enough.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { launch } from "../tests/support/chromium.mjs";

// Calls the export `name` of a module of this folder with `parameter`, and resolves to its result. The page can fetch `files` by name.
export async function inChromium({ module, name, parameter, files = {} }) {
  const entry = `import { ${name} } from "./${module}"; globalThis.compared = ${name};`;
  const bundle = await build({
    stdin: { contents: entry, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    format: "iife",
    write: false,
    logLevel: "warning",
  });
  const headers = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const server = createServer(({ url }, response) => {
    const file = files[url.slice(1)];
    if (file) return response.writeHead(200, headers).end(readFileSync(file));
    const script = url === "/script.js";
    response.writeHead(200, { ...headers, "content-type": script ? "text/javascript" : "text/html" });
    response.end(
      script ? bundle.outputFiles[0].text : '<!doctype html><meta charset="utf-8"><script src="/script.js"></script>',
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return {
      version: browser.version(),
      records: await page.evaluate((parameter) => globalThis.compared(parameter), parameter),
    };
  } finally {
    await browser.close();
    server.close();
  }
}
