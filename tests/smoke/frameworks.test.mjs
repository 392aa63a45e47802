// Vite, Jest and Vitest, as their users run them.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";

import { answers, CJS, ESM, HTML, PAGE, SERVED, SERVER, SHOWN } from "./code.mjs";
import { visit } from "./page.mjs";
import { projectBesideTools, run, serve, tool } from "./project.mjs";

const PRINT = "check().then(console.log);";
const VITE = { "index.html": HTML("/page.js"), "page.js": `${ESM}${PAGE}`, "server.js": `${ESM}${SERVER}${PRINT}` };
const URL_PAGE = `${ESM.replace('link";', 'link/url";')}${PAGE}`;
const shows = async (t, place) => assert.equal((await visit(t, place)).title, SHOWN);

it("Vite | build", async (t) => {
  const cwd = await projectBesideTools(t, VITE);
  await run(tool("vite"), ["build", "--logLevel", "warn"], { cwd });
  await shows(t, join(cwd, "dist"));
});
it("Vite | build, ./url, the module beside the script", async (t) => {
  const cwd = await projectBesideTools(t, { ...VITE, "page.js": URL_PAGE });
  await run(tool("vite"), ["build", "--logLevel", "warn"], { cwd });
  assert.ok((await readdir(join(cwd, "dist/assets"))).some((name) => name.endsWith(".wasm")));
  await shows(t, join(cwd, "dist"));
});
const dev = (t, cwd) => serve(t, tool("vite"), ["--port", "0", "--host", "127.0.0.1"], { cwd });
it("Vite | dev server", async (t) => shows(t, await dev(t, await projectBesideTools(t, VITE))));
it("Vite | dev server, ./url, the module beside the script", async (t) => {
  const { title, paths } = await visit(t, await dev(t, await projectBesideTools(t, { ...VITE, "page.js": URL_PAGE })));
  assert.equal(title, SHOWN);
  assert.ok(
    paths.some((path) => path.endsWith(".wasm")),
    paths.join(),
  );
});
it("Vite | server-side rendering", async (t) => {
  const cwd = await projectBesideTools(t, VITE);
  await run(tool("vite"), ["build", "--ssr", "server.js", "--logLevel", "warn"], { cwd });
  answers(await run("node", ["dist/server.js"], { cwd }));
  // And with the package inside the bundle.
  await writeFile(join(cwd, "inside.config.js"), "export default { ssr: { noExternal: true } };");
  await run(
    tool("vite"),
    ["build", "--ssr", "server.js", "--outDir", "inside", "--logLevel", "warn", "--config", "inside.config.js"],
    { cwd },
  );
  answers(await run("node", ["inside/server.js"], { cwd }));
});

it("Jest | require", async (t) => {
  const cwd = await projectBesideTools(
    t,
    {
      "link.test.js": `${CJS}${SERVER}\ntest("a link", async () => expect(await check()).toBe("${SERVED}"));`,
    },
    { jest: { testEnvironment: "node" } },
  );
  await run(tool("jest"), ["--ci", "--rootDir", cwd], { cwd });
});
it("Jest | import", async (t) => {
  const cwd = await projectBesideTools(
    t,
    {
      "link.test.js": `${ESM}${SERVER}\ntest("a link", async () => expect(await check()).toBe("${SERVED}"));`,
    },
    { type: "module", jest: { testEnvironment: "node", transform: {} } },
  );
  await run("node", ["--experimental-vm-modules", "--no-warnings", tool("jest"), "--ci", "--rootDir", cwd], { cwd });
});
it("Vitest | import", async (t) => {
  const cwd = await projectBesideTools(t, {
    "link.test.js": `import { expect, test } from "vitest";\n${ESM}${SERVER}\ntest("a link", async () => expect(await check()).toBe("${SERVED}"));`,
  });
  await run(tool("vitest"), ["run"], { cwd });
});
