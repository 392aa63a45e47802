// No circle of Rust files: what a file uses does not use that file again, directly or through others. Biome judges JavaScript's.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { ROOT } from "./root.mjs";

const CRATES = ["src", "fleet/src", "package/src", "xtask/src", "xtask/catalogue/src", "xtask/bindgen/src"];
const USE = /^\s*(?:pub(?:\(\w+\))? )?use ((?:crate|super|self)::[^;]+);/gm;

// Each file's text, by its module: `call/machine.rs` is call::machine, and `call/mod.rs` is call.
function modulesOf(folder) {
  const files = readdirSync(join(ROOT, folder), { recursive: true }).filter((path) => path.endsWith(".rs"));
  const name = (path) => path.replace(/(?:\/mod)?\.rs$/, "").replaceAll("/", "::");
  return new Map(files.map((path) => [name(path), readFileSync(join(ROOT, folder, path), "utf8")]));
}

// The paths of a declaration of use, without braces: `a::{b, c::{d, e}}` is a::b, a::c::d and a::c::e.
function paths(use) {
  const open = use.indexOf("{");
  if (open < 0) return [use.replace(/ as .*/, "").trim()];
  const found = [];
  let [depth, from] = [0, open + 1];
  for (let at = open; at < use.length; at++) {
    if (use[at] === "{") depth++;
    if (use[at] === "}") depth--;
    if (depth > 1 || (depth === 1 && use[at] !== ",")) continue;
    const part = use.slice(from, at).trim();
    if (part) found.push(...paths(use.slice(0, open) + part));
    from = at + 1;
    if (depth === 0) break;
  }
  return found;
}

// The modules of the crate that a module uses. A test module within a file does not count.
function usesOf(module, text, modules) {
  const used = new Set();
  const [counted] = text.split("#[cfg(test)]\nmod ");
  for (const path of [...counted.matchAll(USE)].flatMap(([, use]) => paths(use))) {
    let names = module.split("::");
    for (const name of path.split("::")) {
      if (name === "crate") names = [];
      else if (name === "super") names.pop();
      else if (name !== "self") names.push(name);
    }
    while (names.length > 0 && !modules.has(names.join("::"))) names.pop();
    if (names.length > 0 && names.join("::") !== module) used.add(names.join("::"));
  }
  return used;
}

const graph = (modules) => new Map([...modules].map(([module, text]) => [module, usesOf(module, text, modules)]));

// The first circle that is found, as the modules on it.
function circle(uses) {
  const done = new Set();
  const from = (module, way) => {
    if (way.includes(module)) return way.slice(way.indexOf(module));
    if (done.has(module)) return undefined;
    for (const next of uses.get(module) ?? []) {
      const found = from(next, [...way, module]);
      if (found) return found;
    }
    done.add(module);
    return undefined;
  };
  for (const module of uses.keys()) {
    const found = from(module, []);
    if (found) return found;
  }
  return undefined;
}

describe("Rust files that use each other", () => {
  for (const folder of CRATES) {
    it(`are in no circle in ${folder}`, () => {
      const uses = graph(modulesOf(folder));
      assert.ok(uses.size > 0);
      assert.equal(circle(uses)?.join(" → "), undefined);
    });
  }

  it("would be found, in every form of a use", () => {
    const modules = new Map([
      ["a", "use self::b::Name;\n"],
      ["a::b", "use crate::{a::c::{Name, other}, d};\n"],
      ["a::c", "pub(super) use super::super::d::{self as short, Thing};\n"],
      ["d", "use crate::a::b;\n"],
    ]);
    assert.deepEqual([...graph(modules).get("a::b")], ["a::c", "d"]);
    assert.deepEqual(circle(graph(modules)), ["a::b", "a::c", "d"]);
    modules.set("d", "use std::fmt;\n\n#[cfg(test)]\nmod tests {\n    use crate::a::b;\n}\n");
    assert.equal(circle(graph(modules)), undefined);
  });
});
