// Partial files of programs that were killed. Row numbers are those of the project's table of faults.
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, it } from "node:test";

import {
  assertFiles,
  bytesOf,
  folderOf,
  inDeno,
  MIB,
  PARTIAL,
  platform,
  save,
  savingChild,
} from "../support/saving.mjs";

const OLD = bytesOf(1000);
const NEW = bytesOf(2 * MIB + 1);
const NAME = "login.zip";
const NOBODY = 65534;

// Sends the first half of a package, and the rest on release.
function stalling() {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  const stall = (handler) => async (request) => {
    const response = await handler(request);
    if (request.method !== "GET") return response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(bytes.slice(0, bytes.length >> 1));
        await gone;
        controller.enqueue(bytes.slice(bytes.length >> 1));
        controller.close();
      },
    });
    return new Response(body, { headers: response.headers });
  };
  return { stall, go };
}

const partials = (folder) => readdirSync(folder).filter((name) => PARTIAL.test(name));
const bytesIn = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const isZombie = (pid) => /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
const turn = () => new Promise(setImmediate);

// A child in the middle of its save, and the name of its partial file.
async function inTheMiddle(t, folder, { work, ...options } = {}) {
  const { stall, go } = stalling();
  const { url } = await platform(t, { login: NEW }, stall);
  const before = partials(folder);
  const child = savingChild(t, { url, functionName: "login", path: join(folder, "child.zip"), ...work }, options);
  assert.equal(await child.line(), "ready");
  child.go();
  const seen = () => partials(folder).filter((name) => !before.includes(name));
  // A new path's first file only probes the folder's mode.
  let name;
  while (!(name = seen().find((found) => bytesIn(join(folder, found)) > 0))) await turn();
  return { child, go, name };
}

async function saved(t, folder) {
  const { url } = await platform(t, { login: NEW });
  await save(url, "login", join(folder, NAME));
}

// Returns `name` with other parts.
function renamed(name, { host, pid, start, random = "0123456789ab" }) {
  const [, , oldHost, oldPid, oldStart] = /^(\.wfl)-([^-]+)-([^-]+)-([^-]+)-/.exec(name);
  return `.wfl-${host ?? oldHost}-${pid ?? oldPid}-${start ?? oldStart}-${random}`;
}

const hoursAgo = (path, hours) => utimesSync(path, new Date(), new Date(Date.now() - hours * 3_600_000));

// A save by a user that may neither read the folder nor remove others' files in it.
async function savedByAnother(t, folder) {
  const { url } = await platform(t, { login: NEW });
  const other = savingChild(t, { url, functionName: "login", path: join(folder, NAME), uid: NOBODY });
  assert.equal(await other.line(), "ready");
  other.go();
  assert.equal(await other.line(), "saved");
  await other.end();
}

describe("row 75: a save removes", () => {
  it("the partial files of killed programs", async (t) => {
    const folder = folderOf(t);
    await saved(t, folder); // a program that has swept the folder before does so again
    for (let kills = 0; kills < 3; kills++) await (await inTheMiddle(t, folder)).child.kill();
    assert.ok(partials(folder).length > 0, "no partial file was left");
    await saved(t, folder);
    assertFiles(folder, { [NAME]: NEW });
  });
  it("those of killed programs, by a save that fails", async (t) => {
    const folder = folderOf(t);
    await (await inTheMiddle(t, folder)).child.kill();
    const { url } = await platform(t, { login: { errcode: 61007 } });
    await assert.rejects(save(url, "login", join(folder, NAME)), { code: "PERMISSION_DENIED" });
    assertFiles(folder, {});
  });
  it("those of another process that had the number of one that runs", async (t) => {
    const folder = folderOf(t);
    const { child, name } = await inTheMiddle(t, folder);
    await child.kill();
    writeFileSync(join(folder, renamed(name, { pid: process.pid })), OLD);
    await saved(t, folder);
    assertFiles(folder, { [NAME]: NEW });
  });
  it("those of a killed program that its parent has not waited for", async (t) => {
    const folder = folderOf(t);
    // The shell becomes a program that waits for no child.
    const { child, name } = await inTheMiddle(t, folder, {
      before: ["sh", "-c", 'exec 3<&0; "$0" "$@" <&3 & exec sleep 1000'],
    });
    process.kill(Number(name.split("-")[2]), "SIGKILL");
    while (!isZombie(Number(name.split("-")[2]))) await turn();
    await saved(t, folder);
    assertFiles(folder, { [NAME]: NEW });
    await child.kill();
  });
  it("those of another host after an hour without a write", async (t) => {
    const folder = folderOf(t);
    const { child, name } = await inTheMiddle(t, folder);
    await child.kill();
    const young = renamed(name, { host: "0123456789" });
    const old = renamed(name, { host: "abcdefabcd" });
    for (const [at, hours] of [
      [young, 0.9],
      [old, 1.1],
    ]) {
      writeFileSync(join(folder, at), OLD);
      hoursAgo(join(folder, at), hours);
    }
    await saved(t, folder);
    assertFiles(folder, { [NAME]: NEW, [young]: OLD });
  });
});

describe("row 75: a save leaves", () => {
  it("the partial file of a program that runs, however old, and that program goes on", async (t) => {
    const folder = folderOf(t);
    const { child, go, name } = await inTheMiddle(t, folder);
    hoursAgo(join(folder, name), 48);
    await saved(t, folder);
    assert.deepEqual(partials(folder), [name]);
    go();
    assert.equal(await child.line(), "saved");
    await child.end();
    assertFiles(folder, { [NAME]: NEW, "child.zip": NEW });
  });
  it("its own program's, which goes on", async (t) => {
    const folder = folderOf(t);
    const { stall, go } = stalling();
    const { url } = await platform(t, { login: NEW }, stall);
    const saving = save(url, "login", join(folder, "other.zip"));
    while (!partials(folder).some((name) => bytesIn(join(folder, name)) > 0)) await turn();
    await saved(t, folder);
    assert.equal(partials(folder).length, 1);
    go();
    await saving;
    assertFiles(folder, { [NAME]: NEW, "other.zip": NEW });
  });
  it("that of a program in a container of its own process numbers, on the same host", async (t) => {
    const folder = folderOf(t);
    const before = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const { child, go, name } = await inTheMiddle(t, folder, { before });
    await saved(t, folder);
    assert.deepEqual(partials(folder), [name]);
    go();
    assert.equal(await child.line(), "saved");
    await child.end();
  });
  it("what is no partial file of ours", async (t) => {
    const folder = folderOf(t);
    const { child, name } = await inTheMiddle(t, folder);
    await child.kill();
    const gone = (random) => renamed(name, { random });
    const alike = [
      `${name}.zip`,
      name.slice(1),
      name.toUpperCase(),
      `${name}0`,
      gone("0123456789ag"),
      renamed(name, { pid: 0 }),
    ];
    const left = [".wfl-", ".wfl-notes", ...alike];
    for (const other of left) writeFileSync(join(folder, other), OLD);
    mkdirSync(join(folder, gone("aaaaaaaaaaaa")));
    symlinkSync(".wfl-notes", join(folder, gone("bbbbbbbbbbbb")));
    for (const other of left) hoursAgo(join(folder, other), 48);
    await saved(t, folder);
    assert.deepEqual(readdirSync(folder).sort(), [...left, NAME, gone("aaaaaaaaaaaa"), gone("bbbbbbbbbbbb")].sort());
  });
  it("what it may not remove, and is saved", async (t) => {
    const folder = folderOf(t);
    chmodSync(folder, 0o1777);
    const { child, name } = await inTheMiddle(t, folder);
    await child.kill();
    hoursAgo(join(folder, name), 48);
    await savedByAnother(t, folder);
    assert.ok(existsSync(join(folder, name)));
  });
  it("everything in a folder that cannot be read, and is saved", async (t) => {
    const folder = folderOf(t);
    const { child, name } = await inTheMiddle(t, folder);
    await child.kill();
    chmodSync(folder, 0o333);
    await savedByAnother(t, folder);
    assert.ok(existsSync(join(folder, name)));
  });
  if (inDeno) {
    it("what Deno may not ask the system for, until an hour has gone", async (t) => {
      const folder = folderOf(t);
      const { child, name } = await inTheMiddle(t, folder);
      await child.kill();
      const { url } = await platform(t, { login: NEW });
      const permissions = ["--allow-read", "--allow-write", "--allow-net", "--allow-env"];
      const limited = savingChild(t, { url, functionName: "login", path: join(folder, NAME) }, { permissions });
      assert.equal(await limited.line(), "ready");
      for (const left of [[name], []]) {
        limited.go();
        assert.equal(await limited.line(), "saved");
        assert.deepEqual(partials(folder), left);
        if (left.length > 0) hoursAgo(join(folder, name), 1.1);
      }
      await limited.end();
    });
  }
});
