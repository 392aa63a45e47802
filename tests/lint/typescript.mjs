// JavaScript's types, by JSDoc: TypeScript's own checker over each tsconfig.json, and what keeps it from being talked out of it.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";

import { folder, ROOT } from "./root.mjs";

// Not by node_modules/.bin: both compilers are `tsc` there.
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const PROJECTS = [
  "tsconfig.json",
  "www/page/tsconfig.json",
  "pkg-template/cli/report/page/tsconfig.json",
  "tests/tsconfig.json",
];
const CHECKED = ["pkg-template/**/*.js", "www/**/*.js", "www/**/*.jsx", "www/**/*.mjs", "tests/support/**/*.mjs"];

/** @param {string[]} parameters @returns {Promise<string>} what it wrote, whether it failed or not */
const tsc = (...parameters) =>
  promisify(execFile)(process.execPath, [TSC, "--pretty", "false", ...parameters], { cwd: ROOT, maxBuffer: 1e7 }).then(
    ({ stdout }) => stdout,
    ({ stdout }) => stdout,
  );

const listed = execFileSync("git", ["ls-files", "-z", ...CHECKED.map((pattern) => `:(glob)${pattern}`)], {
  cwd: ROOT,
  encoding: "utf8",
});
const files = listed.split("\0").filter((name) => name !== "" && existsSync(join(ROOT, name)));
const textOf = (/** @type {string} */ name) => readFileSync(join(ROOT, name), "utf8");

describe("the JavaScript's types", () => {
  for (const project of PROJECTS) {
    it(`tsc has no finding: \`npx tsc -p ${project}\``, async () => {
      assert.equal(await tsc("-p", project), "");
    });
  }

  it("every file is in one of the projects", async () => {
    const lists = await Promise.all(PROJECTS.map((project) => tsc("-p", project, "--listFilesOnly")));
    const checked = new Set(
      lists.flatMap((list) => list.split(/\r?\n/)).map((path) => relative(ROOT, path).replaceAll(sep, "/")),
    );
    assert.ok(files.length > 100, `${files.length} files`);
    assert.deepEqual(
      files.filter((name) => !checked.has(name)),
      [],
    );
  });

  it("a wrong call, an argument without a type and a text from outside taken for an object are refused", async () => {
    const wrong = `
      import { partsOf } from ${JSON.stringify(join(ROOT, "pkg-template/host/url.js"))};
      partsOf(1);
      export const untyped = (value) => value;
      JSON.parse("{}").name;
    `;
    writeFileSync(join(folder, "wrong.js"), wrong);
    const project = {
      extends: join(ROOT, "tsconfig.json"),
      compilerOptions: { typeRoots: [join(ROOT, "node_modules/@types")] },
      include: [],
      files: ["wrong.js", join(ROOT, "pkg-template/globals.d.ts")],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
    const found = [...(await tsc("-p", folder)).matchAll(/wrong\.js\((\d+),\d+\): error (TS\d+)/g)];
    assert.deepEqual(
      found.map(([, line, code]) => `${line}: ${code}`),
      ["3: TS2345", "4: TS7006", "5: TS2571"],
    );
  });

  it("no file and no line is left out without its reason", () => {
    for (const name of files) {
      const text = textOf(name);
      assert.doesNotMatch(text, /@ts-(?:nocheck|ignore)/, name);
      for (const [directive] of text.matchAll(/@ts-expect-error.*/g)) {
        assert.match(directive, /^@ts-expect-error TS\d+: \S/, `${name}: say which error, and why`);
      }
    }
  });

  it("no type is any: what is not known is unknown", () => {
    const anyOf = (/** @type {string} */ text) =>
      [...text.matchAll(/\/\*\*[^]*?\*\//g)].flatMap(
        ([comment]) => comment.match(/[{<(,|:[]\s*any\s*[[\]}>),|]/g) ?? [],
      );
    assert.deepEqual(
      ["/** @param {any} a */", "/** @type {Map<string, any>} */"].map((text) => anyOf(text).length),
      [1, 1],
    );
    for (const name of files) assert.deepEqual(anyOf(textOf(name)), [], name);
  });
});
