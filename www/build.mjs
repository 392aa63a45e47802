// Builds the console's files into the package: `node www/build.mjs PACKAGE METAFILE`. Every file but index.html is named by its
// contents, so that browsers keep it for good. The compiled modules are files, which the page's worker loads. The styles are within
// index.html: as a file they would be one more round trip before the first paint.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/** @import { BuildOptions, BuildResult, Metafile, Plugin } from "esbuild" */

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PAGE = join(ROOT, "www/page");
const URL_OF_MODULE = /"(\.\/\w+\.wasm)"(?=, ?import\.meta\.url)/;

// The package's entries as they are published, so that the page holds what users get.
/** @param {string} folder @param {string} stage @returns {Plugin} */
const published = (folder, stage) => ({
  name: "published",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^wechat-function-link\/messages\.zh-CN$/ }, () => ({
      path: join(stage, "package/messages.zh-CN.js"),
    }));
    onResolve({ filter: /^wechat-function-link\// }, ({ path }) => ({
      path: join(folder, `${path.slice("wechat-function-link/".length)}.js`),
    }));
    // `new URL("./x.wasm", import.meta.url)` is a form that esbuild leaves alone.
    onLoad({ filter: /core\.url\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const [, file] = URL_OF_MODULE.exec(text) ?? [];
      if (file === undefined) throw new Error(`${path} names no module`);
      const contents = `import moduleFile from "${file}";\n${text.replace(URL_OF_MODULE, "moduleFile")}`;
      return { contents, resolveDir: folder };
    });
  },
});

/** @param {string} folder @param {string} stage @param {BuildOptions} more @returns {Promise<BuildResult<{ metafile: true }>>} */
const bundle = (folder, stage, more) =>
  build({
    absWorkingDir: ROOT,
    outdir: join(folder, "console"),
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    target: "es2022",
    charset: "utf8",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".wasm": "file" },
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
    tsconfigRaw: "{}",
    plugins: [published(folder, stage)],
    ...more,
    metafile: true,
  });

// The file that an entry became.
/** @param {Metafile} metafile @param {string} entry */
function outputOf({ outputs }, entry) {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === relative(ROOT, join(PAGE, entry)));
  if (found === undefined) throw new Error(`${entry} has no output`);
  return join(ROOT, found[0]);
}

/** @param {Metafile} metafile @param {string} entry */
const addressOf = (metafile, entry) => `/${basename(outputOf(metafile, entry))}`;

/** @param {Metafile} metafile @param {string} entry */
async function takenOut(metafile, entry) {
  const path = outputOf(metafile, entry);
  const text = await readFile(path, "utf8");
  await rm(path);
  return text.trim();
}

/** @param {string} folder @param {string} name */
async function copied(folder, name) {
  const bytes = await readFile(join(PAGE, name));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const address = name.replace(/\.(\w+)$/, `-${hash}.$1`);
  await writeFile(join(folder, "console", address), bytes);
  return `/${address}`;
}

// The package has the modules already: the server gives them these names. Resolves to the package's file of each name.
/** @param {string} folder */
async function moved(folder) {
  /** @type {{ [name: string]: string }} */
  const names = {};
  for (const name of (await readdir(join(folder, "console"))).filter((file) => file.endsWith(".wasm")).sort()) {
    names[name] = name.replace(/-[0-9A-Z]{8}(?=\.wasm$)/, "");
    await rm(join(folder, "console", name));
  }
  return names;
}

/** @param {string} folder @param {string} report */
async function main(folder, report) {
  await rm(join(folder, "console"), { recursive: true, force: true });
  await mkdir(join(folder, "console"), { recursive: true });
  const worker = await bundle(folder, dirname(report), { entryPoints: [join(PAGE, "worker/worker.js")] });
  const favicon = await copied(folder, "favicon.svg");
  const define = {
    WORKER_ADDRESS: JSON.stringify(addressOf(worker.metafile, "worker/worker.js")),
  };
  const page = await bundle(folder, dirname(report), {
    entryPoints: [join(PAGE, "app.jsx"), join(PAGE, "main.css")],
    define,
  });
  const parts = {
    '"/app.js"': `"${addressOf(page.metafile, "app.jsx")}"`,
    '"/favicon.svg"': `"${favicon}"`,
    '<link rel="stylesheet" href="/main.css">': `<style>${await takenOut(page.metafile, "main.css")}</style>`,
  };
  let html = await readFile(join(PAGE, "index.html"), "utf8");
  for (const [named, part] of Object.entries(parts)) {
    if (!html.includes(named)) throw new Error(`index.html has no ${named}`);
    html = html.replaceAll(named, () => part);
  }
  await writeFile(join(folder, "console/index.html"), html);
  await writeFile(join(folder, "console/modules.json"), `${JSON.stringify(await moved(folder), undefined, 2)}\n`);
  const inputs = { ...worker.metafile.inputs, ...page.metafile.inputs };
  await writeFile(report, JSON.stringify({ inputs }));
}

const [folder, report] = process.argv.slice(2);
await main(resolve(folder), resolve(report));
