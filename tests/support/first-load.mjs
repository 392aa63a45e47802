// What an entry costs on the wire before anything is called: bundled for a browser and minified, without what it loads later.
import { build } from "esbuild";

export async function firstLoad(entry) {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    outdir: "/out",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    write: false,
    metafile: true,
    external: ["*.wasm"],
    logLevel: "silent",
  });
  const outputs = Object.entries(metafile.outputs);
  const [first] = outputs.find(
    ([, { entryPoint }]) => entryPoint !== undefined && entry.endsWith(entryPoint.split("/").at(-1)),
  );
  const loaded = new Set([first]);
  for (const name of loaded) {
    for (const { path, kind } of metafile.outputs[name].imports)
      if (kind === "import-statement" && metafile.outputs[path]) loaded.add(path);
  }
  const contents = [...loaded].map(
    (name) => outputFiles.find(({ path }) => path.endsWith(name.split("/").at(-1))).contents,
  );
  return Buffer.concat(contents);
}
