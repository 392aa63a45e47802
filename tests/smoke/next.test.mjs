// Next, as its users run it. One application has the pages of both entries: each build takes 15 seconds of two cores.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";

import { answers, ESM, SERVED, SERVER } from "./code.mjs";
import * as inside from "./package-code.mjs";
import { projectBesideTools, run, serve, tool } from "./project.mjs";

const page = (code) => `${code}
export const dynamic = "force-dynamic";
export default async function Page() { return <p id="answer">{await check()}</p>; }`;
const handler = (code) => `${code}
export const dynamic = "force-dynamic";
export async function GET() { return new Response(await check()); }`;
const LINK = `${ESM}${SERVER}`;
const PACKAGE = `${inside.ESM}${inside.CHECK}`;
const FILES = {
  "next.config.mjs": `export default { turbopack: { root: "${process.env.SMOKE}" }, outputFileTracingRoot: "${process.env.SMOKE}" };`,
  "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/page.js": page(LINK),
  "app/answer/route.js": handler(LINK),
  "app/package/page.js": page(PACKAGE),
  "app/package/answer/route.js": handler(PACKAGE),
};

let origin;
const ends = [];
after(async () => {
  for (const end of ends.reverse()) await end();
});
before(async () => {
  const whole = { after: (end) => ends.push(end) };
  const cwd = await projectBesideTools(whole, FILES, {});
  await run(tool("next"), ["build"], { cwd });
  origin = await serve(whole, tool("next"), ["start", "--port", "0", "--hostname", "127.0.0.1"], { cwd });
});

for (const [entry, path, expected] of [
  ["", "/", SERVED],
  [", ./package", "/package", inside.EXPECTED],
]) {
  it(`Next | server component and route handler${entry}`, async () => {
    assert.match(await (await fetch(`${origin}${path}`)).text(), new RegExp(`<p id="answer">${expected}</p>`));
    answers(await (await fetch(`${origin}${path === "/" ? "" : path}/answer`)).text(), expected);
  });
}
