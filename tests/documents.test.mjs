// The documents: both languages have the same parts, and every link has a target.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";

import { pairs, read, snippetsIn } from "./support/documents.mjs";

const root = new URL("../", import.meta.url);
// For contributors: English only.
const ENGLISH_ONLY = ["RELEASING.md", "architecture.md", "faults.md", "runtimes.md"];
const README_LINES = 220;

const withoutFences = (text) => text.replace(/^```.*?^```$/gms, "");
const headings = (text) =>
  [...withoutFences(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks, title]) => ({ level: marks.length, title }));
const fences = (text) => [...text.matchAll(/^```(\w*)\n.*?^```$/gms)].map(([, language]) => language);
const spans = (text) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
const links = (text) => [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);

// A comment may be in the page's own language.
const withoutComments = (code) => code.replace(/(^|\s)(#|\/\/) .*$/gm, "").replace(/[ \t]+$/gm, "");
const snippets = (text) =>
  ["snippet", "shell"].flatMap((kind) => snippetsIn(text, kind)).map(({ name, code }) => [name, withoutComments(code)]);

// For each row, the number of cells and the code in the first one.
function tables(text) {
  const rows = withoutFences(text)
    .split("\n")
    .filter((line) => line.startsWith("|"));
  return rows.map((row) => {
    const cells = row.slice(1, -1).split("|");
    return `${cells.length} cells: ${spans(cells[0]).join()}`;
  });
}

// Options, fields, functions, flags, variables, codes and errcodes, which both languages write alike.
function names(text) {
  const prose = withoutFences(text);
  const inCode = spans(prose).flatMap(
    (code) => code.match(/--[a-z][a-z-]*|[a-z]+[A-Z]\w*|[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+/g) ?? [],
  );
  const errcodes = prose.match(/(?<![\w.-])(?:-\d{3,6}|[4-8]\d{4})(?!\w)/g) ?? [];
  return [...new Set([...inCode, ...errcodes])].sort();
}

// The interface's page has two versions, one for each language.
const INTERFACE =
  /\/(?:en\/openApi\/OpenApiDoc\/cloudbase-common\/scf-management\/getFuntionLink|openApi\/cloudbase-common\/scf-management\/api_getfuntionlink)\.html$/;
const sources = (text) =>
  [
    ...new Set(
      links(text)
        .filter((target) => target.startsWith("https:"))
        .map((target) => target.replace(INTERFACE, "/interface")),
    ),
  ].sort();

// The name that a heading's anchor has on GitHub and on npm's pages.
const anchor = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

describe("the documents in both languages", () => {
  it("docs/zh-CN has every page that users read", () => {
    const pages = readdirSync(new URL("docs/", root)).filter(
      (name) => name.endsWith(".md") && !ENGLISH_ONLY.includes(name),
    );
    assert.deepEqual(
      pairs(root)
        .slice(1)
        .map(([english]) => english),
      pages.sort().map((name) => `docs/${name}`),
    );
  });

  for (const [english, chinese] of pairs(root)) {
    const [ours, theirs] = [read(root, english), read(root, chinese)];
    const parts = {
      headings: (text) => headings(text).map(({ level }) => level),
      "code blocks": fences,
      snippets,
      tables,
      names,
      sources,
    };
    for (const [what, part] of Object.entries(parts)) {
      it(`${chinese} has the ${what} of ${english}`, () => assert.deepEqual(part(theirs), part(ours)));
    }
  }
});

describe("links", () => {
  const decisions = readdirSync(new URL("docs/decisions/", root)).map((name) => `docs/decisions/${name}`);
  const others = [
    "docs/architecture.md",
    "docs/RELEASING.md",
    "examples/README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
  ];
  for (const path of [...pairs(root).flat(), ...decisions, ...others]) {
    it(`${path} points to files and headings that exist`, () => {
      for (const target of links(read(root, path)).filter((target) => !/^\w+:/.test(target))) {
        const [file, fragment] = target.split("#");
        const there = new URL(file || path.split("/").at(-1), new URL(path, root));
        assert.ok(existsSync(there), `${path}: ${target}`);
        if (fragment === undefined) continue;
        const anchors = headings(read(root, there)).map(({ title }) => anchor(title));
        assert.ok(anchors.includes(decodeURIComponent(fragment)), `${path}: ${target}`);
      }
    });
  }
});

describe("README", () => {
  for (const path of ["README.md", "README.zh-CN.md"]) {
    const text = read(root, path);
    it(`${path} has at most ${README_LINES} lines`, () => {
      const lines = text.trimEnd().split("\n").length;
      assert.ok(lines <= README_LINES, `${lines} lines: move what not every reader needs to docs/`);
    });

    it(`${path} has the platform's own spelling once, for searchers`, () => {
      assert.equal(text.replaceAll(/\(http[^)]*\)/g, "").match(/getFuntionLink/g)?.length, 1);
    });

    it(`${path} names every page`, () => {
      const folder = path === "README.md" ? "docs/" : "docs/zh-CN/";
      for (const [english] of pairs(root).slice(1))
        assert.ok(text.includes(`](${english.replace("docs/", folder)})`), english);
    });
  }
});
