// pull --batch: names that some file systems take for one.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { emptyFolder, lines, run, TOKEN } from "./program.mjs";

import { changing, ndjson, summed } from "./batches.mjs";

describe("pull --batch keeps apart", () => {
  // With these names, lines could take another line's file on some systems. Each line has to get its own, in any order.
  const digestOf = (functionName, env = "e") =>
    createHash("sha256")
      .update(JSON.stringify([null, env, functionName]))
      .digest("hex")
      .slice(0, 16);
  const COLLIDING = [
    ["login", "LOGIN", `LOGIN-${digestOf("LOGIN")}`, `login-${digestOf("login")}`].map((name) => ["e", name]),
    [
      ["SHA256SUMS", "f"],
      ["sha256sums", "f"],
      ["\u017fha256sums", "f"],
      ["%53HA256SUMS", "f"],
    ],
    [
      ["e", "caf\u00e9"],
      ["e", "cafe\u0301"],
      ["E", "CAFE\u0301"],
      ["e", "stra\u00dfe"],
      ["e", "STRASSE"],
      ["e", "\u212a"],
      ["e", "k"],
    ],
    [
      ["con", "aux"],
      ["COM\u00b9", "lpt\u00b2"],
      ["e", "nul .x"],
      ["e", "conin$"],
      ["e", "a."],
      ["e", "a"],
      ["e", "a "],
    ],
    [
      ["e", "数".repeat(100)],
      ["e", `${"数".repeat(99)}量`],
      ["e", "-rf"],
      ["e", ".hidden"],
      ["..", ".."],
    ],
  ];
  for (const names of COLLIDING) {
    it(`kept apart: ${names.map((name) => name.join("/").slice(0, 24)).join(", ")}`, async (t) => {
      const cwd = await emptyFolder(t);
      const { url, packages } = await changing(t);
      for (const name of names) packages.set(name.join("/"), `package of ${name}`);
      const wishes = names.map(([env, functionName]) => ({ env, functionName }));
      const pull = (input) =>
        run(["pull", "--batch", "-", "--out-dir", "out", "--base-url", url, "--json"], {
          cwd,
          env: TOKEN,
          input: ndjson(input),
        });
      const first = await pull(wishes);
      assert.equal(first.code, 0, first.stdout);
      const paths = new Map(
        lines(first.stdout)
          .slice(0, -1)
          .map(({ env, functionName, path }) => [`${env}/${functionName}`, path]),
      );
      assert.equal(
        new Set([...paths.values()].map((path) => path.normalize("NFD").toUpperCase().toLowerCase())).size,
        names.length,
      );
      for (const [name, path] of paths) {
        assert.equal(await readFile(join(cwd, "out", path), "utf8"), `package of ${name.replace("/", ",")}`);
        for (const part of path.split("/")) {
          assert.doesNotMatch(
            part,
            /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)|^\.|[. ]$|^sha256sums$/i,
          );
          assert.ok(Buffer.byteLength(part) < 210);
        }
      }
      await summed(cwd, names.length);
      const second = lines((await pull(wishes.toReversed())).stdout).slice(0, -1);
      assert.ok(
        second.every(
          ({ env, functionName, path, status }) => status === "kept" && path === paths.get(`${env}/${functionName}`),
        ),
        "by any order",
      );
    });
  }

  it("kept apart: a file from the folder of another merchant", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, packages } = await changing(t);
    const wishes = [
      { env: "e", functionName: "f" },
      { authorizerAppid: "e", env: "f.zip", functionName: "g" },
      { authorizerAppid: "E", env: "F.ZIP", functionName: "g" },
    ];
    for (const { env, functionName } of wishes) packages.set(`${env}/${functionName}`, `${env}/${functionName}`);
    const asked = [
      "pull",
      "--batch",
      "-",
      "--out-dir",
      "out",
      "--base-url",
      url,
      "--json",
      "--token-command",
      "echo t",
    ];
    const { code, stdout } = await run(asked, { cwd, input: ndjson(wishes) });
    assert.equal(code, 0, stdout);
    await summed(cwd, 3);
  });

  it("a line that is added later takes no file of another", async (t) => {
    const cwd = await emptyFolder(t);
    const { url, packages } = await changing(t);
    for (const name of ["login", "LOGIN"]) packages.set(name, `package of ${name}`);
    const pull = (names) =>
      run(["pull", "--batch", "-", "--out-dir", "out", "--base-url", url, "--json"], {
        cwd,
        env: TOKEN,
        input: ndjson(names.map((functionName) => ({ env: "e", functionName }))),
      });
    assert.equal(lines((await pull(["login"])).stdout)[0].path, "e/login.zip");
    const later = lines((await pull(["LOGIN", "login"])).stdout).slice(0, -1);
    assert.ok(
      later.every(({ path }) => path.toLowerCase() !== "e/login.zip"),
      JSON.stringify(later),
    );
    await summed(cwd, 3);
  });
});
