// Counts the lines of the core and of the shell around it: `node benchmarks/lines.mjs`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function counted(folder, isLeftOut = () => false) {
  let [files, lines] = [0, 0];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (isLeftOut(path)) continue;
    if (entry.isDirectory()) {
      const inside = counted(path, isLeftOut);
      [files, lines] = [files + inside.files, lines + inside.lines];
    } else if (/\.(rs|js)$/.test(entry.name)) {
      files++;
      lines += readFileSync(join(root, path), "utf8").split("\n").length - 1;
    }
  }
  return { files, lines };
}

export const lines = () => ({
  core: counted("src", (path) => path === "src/host"), // src without src/host
  host: counted("src/host"),
  script: counted("pkg-template/host"),
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { core, host, script } = lines();
  for (const [name, { files, lines }] of Object.entries({
    "the core (src without src/host)": core,
    "src/host": host,
    "pkg-template/host": script,
  })) {
    console.log(`${name.padEnd(32)}${String(lines).padStart(6)} lines${String(files).padStart(5)} files`);
  }
}
