// The documents' snippets and the declarations' examples, pasted into a strict TypeScript project of the runtime that they are for.
// DENO is a program. Other packages are the project's own copies.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, it } from "node:test";

import { chinese, english, read, snippetsIn } from "../../support/documents.mjs";
import { BUN, checked, DOM, NEWEST, NODE } from "./check.mjs";

const { DENO, MODULES } = process.env;
assert.ok(DENO, "run this by cargo xtask test");

const here = dirname(fileURLToPath(import.meta.url));
const installed = join(here, "../../node_modules/wechat-function-link");
const folder = join(here, "snippets");
// The documents are not part of the package.
const root = pathToFileURL(join(MODULES, "../"));

// The packages that users install beside this one.
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, "node_modules/@hono"), { recursive: true });
for (const name of ["hono", "undici", "@hono/node-server", "ioredis", "rate-limiter-flexible"])
  symlinkSync(join(MODULES, name), join(folder, "node_modules", name));

// The declarations of `wrangler types` for a worker with this secret.
writeFileSync(
  join(folder, "worker.d.ts"),
  'declare module "cloudflare:workers" {\n  export const env: { WECHAT_ACCESS_TOKEN: string };\n}\n',
);
// The names that the declarations' examples leave to the reader.
writeFileSync(
  join(folder, "examples.d.ts"),
  `
  declare const requests: import("wechat-function-link").FunctionLinkRequest[];
  declare const bytes: Uint8Array;
  declare const deployed: Uint8Array;
  declare const file: Blob;
  declare const mine: import("wechat-function-link/package").PackageSource;
  declare function isOperator(request: Request): Promise<boolean>;
  declare const tokenService: { get(authorizerAppid?: string, rejectedToken?: string): Promise<string> };
  declare const Deno: { serve(handler: (request: Request) => Promise<Response>): void };
`,
);

const PROJECTS = { page: [DOM], "relay-worker": [DOM, "worker.d.ts"], "relay-bun": [BUN] };

// One has its types in comments, as JavaScript does.
const fileOf = (name) => (name === "tokens" ? "tokens.mjs" : `${name}.mts`);

const ofOthers = (code) =>
  [...code.matchAll(/(?:from|import\()\s*"([^"]+)"/g)]
    .map(([, name]) => name)
    .filter((name) => !/^(node:|wechat-function-link(?!\/bullmq))/.test(name));

// The packages of others that a snippet imports, by itself, by a snippet beside it or by `./bullmq`. Only snippets with the same ones share a program:
// the types of one package may hide that another snippet lacks its own.
function foreign(code, codeOf) {
  const names = ofOthers(code).flatMap((name) => {
    const beside = /^\.\/(.+)\.mjs$/.exec(name)?.[1];
    return beside ? foreign(codeOf(beside), codeOf) : [name];
  });
  return [...new Set(names)].sort();
}

// Programs by what all their files have in common; each runs once, when the first of its files is asked for.
const programs = new Map();
function addTo(key, file, run) {
  const program = programs.get(key) ?? { files: [], run };
  programs.set(key, program);
  program.files.push(file);
  return () => {
    program.result ??= program.run(program.files);
    const { status, output } = program.result;
    const findings = output.split("\n").filter((line) => /^\S/.test(line));
    const isOf = (name) => (line) => line.startsWith(`${name}(`);
    const own = findings.filter((line) => isOf(file)(line) || !program.files.some((name) => isOf(name)(line)));
    if (status !== 0 && (own.length > 0 || findings.length === 0)) assert.fail(output);
  };
}

function checkedInDeno(files) {
  const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DENO_NO_PROMPT: "1" };
  const paths = files.map((file) => join(here, file));
  const { status, stdout, stderr } = spawnSync(DENO, ["check", "--node-modules-dir=manual", ...paths], {
    cwd: join(here, "../.."),
    env,
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

const NODE_NEXT = { module: "nodenext", moduleResolution: "nodenext" };

// Adds a snippet to its program, and returns its check.
function snippetCheck({ name, code }, codeOf, beside) {
  const file = `snippets/${beside}/${fileOf(name)}`;
  if (/^(relay-)?deno/.test(name)) return addTo("deno", file, checkedInDeno);
  const [libraries, ...more] = PROJECTS[name] ?? [NODE];
  const run = (files) =>
    // modes.test.mjs checks the package's own declarations. Those of other packages are not checked.
    checked(NEWEST, [...files, ...more.map((file) => `snippets/${file}`)], {
      ...NODE_NEXT,
      skipLibCheck: true,
      allowJs: true,
      checkJs: true,
      ...libraries,
    });
  return addTo(JSON.stringify([libraries, more, foreign(code, codeOf)]), file, run);
}

for (const [language, paths] of [
  ["english", english(root)],
  ["chinese", chinese(root)],
]) {
  describe(`the documents, ${language}`, () => {
    const texts = paths.map((path) => read(root, path));
    const snippets = texts.flatMap((text) => snippetsIn(text, "snippet"));
    mkdirSync(join(folder, language));
    // By the names that they import one another by.
    for (const { name, code } of snippets) {
      writeFileSync(join(folder, language, fileOf(name)), code);
      if (name === "relay") writeFileSync(join(folder, language, "relay.mjs"), code); // Deno takes no other file than the one named
    }

    it("name each of their snippets", () => {
      const fences = texts.flatMap(
        (text) => text.match(/^```(?:js|ts|mjs|mts|jsx|tsx|javascript|typescript)\b/gm) ?? [],
      );
      assert.ok(fences.length > 10);
      assert.equal(snippets.length, fences.length);
    });
    const codeOf = (wanted) => snippets.find(({ name }) => name === wanted).code;
    for (const snippet of snippets) it(snippet.name, snippetCheck(snippet, codeOf, language));
  });
}

describe("the declarations' examples", () => {
  for (const file of readdirSync(installed).filter((name) => name.endsWith(".d.ts"))) {
    const examples = [...readFileSync(join(installed, file), "utf8").matchAll(/^ \* @example\n((?: \*(?!\/).*\n)+)/gm)];
    examples.forEach(([, lines], index) => {
      const name = `${file.replace(".d.ts", "")}-${index + 1}.mts`;
      const code = lines.replace(/^ \* ?/gm, "");
      writeFileSync(join(folder, name), code);
      const run = (files) => checked(NEWEST, [...files, "snippets/examples.d.ts"], { ...NODE_NEXT, ...NODE });
      it(`${file}, ${index + 1}`, addTo(JSON.stringify(["examples", foreign(code)]), `snippets/${name}`, run));
    });
  }
});
