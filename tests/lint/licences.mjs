// The licences and sources of all build tools: crates and npm packages, also those of the smoke tests.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { ROOT } from "./root.mjs";
import { text } from "./unpacked.mjs";

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Python-2.0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);
// Tools that run beside the build and are not part of the package.
const TOOLS_ALSO = new Set(["CC-BY-4.0", "LGPL-3.0-or-later", "MPL-2.0", "Apache-2.0 AND LGPL-3.0-or-later"]);

// The forms of SPDX in use: `A OR B` needs one allowed licence, `A AND B` both.
export function allowed(expression, known = ALLOWED) {
  const plain = expression.replace(/^\((.*)\)$/, "$1").replaceAll("/", " OR ");
  if (known.has(plain)) return true;
  if (/ OR /.test(plain) && !/[()]/.test(plain)) return plain.split(" OR ").some((part) => allowed(part.trim(), known));
  if (/ AND /.test(plain)) return splitTop(plain).every((part) => allowed(part.trim(), known));
  return false;
}

function splitTop(expression) {
  const parts = [];
  let depth = 0;
  let part = "";
  for (const word of expression.split(/( AND |\(|\))/)) {
    if (word === "(") depth++;
    if (word === ")") depth--;
    if (word === " AND " && depth === 0) {
      parts.push(part);
      part = "";
    } else part += word;
  }
  return [...parts, part];
}

const MODULES = ["wechat-function-link", "wechat-function-package", "wechat-function-fleet"];

// The crates that the modules are built from, by name: their versions.
function crates(edges) {
  const tree = [
    "tree",
    ...MODULES.flatMap((name) => ["--package", name]),
    "--target",
    "wasm32-unknown-unknown",
    "--edges",
    edges,
    "--prefix",
    "none",
  ];
  const output = execFileSync("cargo", [...tree, "--locked", "--offline"], { cwd: ROOT, encoding: "utf8" });
  const versions = new Map();
  for (const [, name, version] of output.matchAll(/^(\S+) v(\S+)/gm))
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  assert.ok(versions.size > 10);
  return versions;
}

function* installed(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.name.startsWith("@")) yield* installed(path);
    else {
      if (existsSync(join(path, "package.json"))) yield path;
      yield* installed(join(path, "node_modules"));
    }
  }
}

describe("licences and sources", () => {
  it("SPDX expressions are read", () => {
    for (const sound of [
      "MIT",
      "MIT OR Apache-2.0",
      "(MIT OR GPL-3.0)",
      "MIT/Apache-2.0",
      "(MIT OR Apache-2.0) AND Unicode-3.0",
    ]) {
      assert.ok(allowed(sound), sound);
    }
    for (const refused of ["GPL-3.0", "MIT AND GPL-3.0", "UNLICENSED", "", "(MIT OR Apache-2.0) AND GPL-2.0"])
      assert.ok(!allowed(refused), refused);
  });

  it("crates: licences, and one source", () => {
    const host = execFileSync("rustc", ["-vV"], { encoding: "utf8" }).match(/^host: (\S+)$/m)[1];
    const platforms = [host, "wasm32-unknown-unknown"].flatMap((name) => ["--filter-platform", name]);
    const metadata = ["metadata", "--format-version", "1", "--locked", "--offline", ...platforms];
    const output = execFileSync("cargo", metadata, { cwd: ROOT, maxBuffer: 1e8 });
    const { packages, workspace_members: members } = JSON.parse(output);
    const strangers = packages.filter(({ id }) => !members.includes(id));
    assert.ok(strangers.length > 10);
    for (const { name, version, license, source } of strangers) {
      assert.ok(allowed(license ?? ""), `${name} ${version}: ${license}`);
      assert.match(source, /^registry\+|^sparse\+/, `${name} comes from ${source}`);
    }
  });

  it("crates: what goes into the module is there once", () => {
    const versions = crates("normal");
    for (const [name, found] of versions) assert.equal(found.size, 1, `${name}: ${[...found].join(", ")}`);
  });

  // For packages from before the field, such as humanize-number and only of the tests' S3 server.
  const readmeOf = (path) => {
    const name = readdirSync(path).find((file) => /^readme\.md$/i.test(file));
    return name === undefined ? "" : readFileSync(join(path, name), "utf8");
  };

  it("npm packages", () => {
    let count = 0;
    for (const folder of ["node_modules", "target/smoke/node_modules"]) {
      for (const path of installed(join(ROOT, folder))) {
        const { name, version, license, licenses } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
        if (version === undefined) continue; // a folder inside a package that says how it is read
        const field =
          typeof license === "string"
            ? license
            : (license?.type ?? licenses?.map(({ type }) => type).join(" OR ") ?? "");
        const given = field || (readmeOf(path).match(/^##? License\s+(?:\(The )?(MIT)\b/m)?.[1] ?? "");
        assert.ok(allowed(given, new Set([...ALLOWED, ...TOOLS_ALSO])), `${name} ${version}: ${given}`);
        count++;
      }
    }
    assert.ok(count > 50, String(count));
  });

  // Parts of the file: the names that a text is of, and the text.
  const shipped = text("THIRD-PARTY-LICENSES.txt")
    .split(/^={80}$/m)
    .slice(1)
    .map((part) => {
      const [, names, licence] = part.match(/^\n(.+?)\n\n(.+)\n$/s);
      return { names: names.split("\n"), licence };
    });

  it("every crate in the module is named once for each of its licences, with the text", () => {
    for (const { names, licence } of shipped) {
      assert.match(licence, /Permission|granted|warrant/i, names.join());
      assert.deepEqual(names, names.toSorted());
    }
    const count = (called) =>
      shipped.flatMap(({ names }) => names).filter((name) => name.startsWith(`${called} (`)).length;
    // Programs that run during compilation are not in the module.
    const inModule = crates("normal,no-proc-macro");
    for (const name of MODULES) inModule.delete(name);
    for (const [name, [version]] of inModule)
      assert.equal(count(`${name} ${version}`), name === "unicode-ident" ? 2 : 1, `${name} ${version}`);
    assert.equal(count("Rust's standard library"), 1);
    assert.ok(text("THIRD-PARTY-LICENSES.txt").length < 60_000);
  });

  it("what is bundled is named with its licence", () => {
    for (const name of ["@hono/node-server", "cli-progress", "commander", "fflate", "picocolors", "pretty-bytes"]) {
      const named = new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC)\\)$`);
      assert.ok(
        shipped.some(({ names }) => names.some((one) => named.test(one))),
        name,
      );
    }
  });
});
