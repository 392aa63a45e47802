// The declarations in each of TypeScript's module modes, with the DOM's types, Node's and none, and with optional properties
// that may be undefined and that may not.
import { describe, it } from "node:test";

import { check, DOM, NEWEST, NODE, NONE, OLDEST } from "./check.mjs";

const MODES = {
  node16: { module: "node16", moduleResolution: "node16" },
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
  commonjs: { module: "commonjs", moduleResolution: "bundler" },
};
const ANYWHERE = ["no-dom.ts", "wrappers.ts"];
const LIBRARIES = {
  "the DOM's types": [DOM, ["usage.ts", ...ANYWHERE]],
  "no types": [NONE, ANYWHERE],
  "Node's types": [NODE, ["node.ts", ...ANYWHERE]],
};

for (const [mode, how] of Object.entries(MODES)) {
  const beside = mode.startsWith("node") ? ["cjs.cts"] : [];
  describe(mode, () => {
    for (const [what, [libraries, files]] of Object.entries(LIBRARIES)) {
      for (const exactOptionalPropertyTypes of [false, true]) {
        it(`${what}${exactOptionalPropertyTypes ? ", exact optional properties" : ""}`, () => {
          check(NEWEST, [...files, ...beside], { ...how, ...libraries, exactOptionalPropertyTypes });
        });
      }
    }
  });
}

// The oldest that docs/questions.md names. It knows `node` still, which does not read `exports`.
describe("the oldest TypeScript", () => {
  const [dom, none] = ["the DOM's types", "no types"];
  for (const [mode, how, what] of [
    ["node16", MODES.node16, none],
    ["bundler", MODES.bundler, dom],
    ["node", { module: "commonjs", moduleResolution: "node" }, dom],
  ]) {
    it(`${mode}, ${what}`, () => {
      const [libraries, files] = LIBRARIES[what];
      check(OLDEST, mode === "node16" ? [...files, "cjs.cts"] : files, {
        ...how,
        ...libraries,
        exactOptionalPropertyTypes: true,
      });
    });
  }
});
