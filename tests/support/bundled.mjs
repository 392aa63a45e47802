// A page's bundle as bundlers that split make it: the contents of the files that it loads at first, and of those that it loads later.
import { build } from "esbuild";

/** @param {import("esbuild").BuildOptions} options */
export async function bundled(options) {
  const { outputFiles, metafile } = await build({
    ...options,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    outdir: "/bundle",
    absWorkingDir: "/",
    write: false,
    metafile: true,
    external: ["*.wasm"],
    logLevel: "silent",
  });
  // The first output is the entry's.
  const [entry] = Object.keys(metafile.outputs).filter(
    (path) => !/texts\./.test(metafile.outputs[path].entryPoint ?? ""),
  );
  /** @param {string[]} kinds @param {string} path @param {Set<string>} [paths] */
  const reached = (kinds, path, paths = new Set()) => {
    if (paths.has(path) || !(path in metafile.outputs)) return paths;
    paths.add(path);
    for (const { path: other, kind } of metafile.outputs[path].imports) {
      if (kinds.includes(kind)) reached(kinds, other, paths);
    }
    return paths;
  };
  const first = reached(["import-statement"], entry);
  const all = reached(["import-statement", "dynamic-import"], entry);
  /** @param {(path: string) => boolean} holds */
  const contents = (holds) =>
    outputFiles.filter(({ path }) => holds(path.slice(1))).map((file) => Buffer.from(file.contents));
  return { first: contents((path) => first.has(path)), later: contents((path) => all.has(path) && !first.has(path)) };
}
