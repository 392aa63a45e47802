// A Redis server of a test's own: on a Unix socket in a fresh folder. It ends with the test, and with the test's process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

/** @import { ChildProcess } from "node:child_process" */
/** @import { TestContext } from "node:test" */

// Ends Redis when its own input ends: that is when the test kills it, and when the test's process is gone, however it ended.
const SUPERVISED = 'redis-server "$@" <&- & redis=$!; read -r _; kill -9 $redis 2> /dev/null; wait $redis 2> /dev/null';

export class Redis {
  #folder;
  #isAppending;
  /** @type {ChildProcess | undefined} */
  #child;

  /** @param {string} folder @param {boolean} isAppending */
  constructor(folder, isAppending) {
    this.#folder = folder;
    this.#isAppending = isAppending;
  }

  // The Unix socket, which BullMQ's and ioredis' `path` take.
  get path() {
    return join(this.#folder, "redis.sock");
  }

  // Starts the server, with the data of its last run where it appends. Resolves once it takes connections.
  async start() {
    assert.equal(this.#child, undefined, "it is running");
    const storage = ["--appendonly", this.#isAppending ? "yes" : "no"];
    const place = ["--unixsocket", this.path, "--dir", this.#folder, "--pidfile", this.#pidFile];
    const parameters = ["--port", "0", ...place, "--save", "", ...storage];
    const child = spawn("sh", ["-c", SUPERVISED, "sh", ...parameters], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    const said = [];
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (/ready to accept connections/i.test(line)) {
        child.stdout.resume(); // a full pipe would stop it
        return;
      }
    }
    assert.fail(`redis-server ended: ${said.join("\n")}`);
  }

  // SIGKILL. Resolves once the process is gone.
  async kill() {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const closed = once(child, "close");
    child.stdin?.end();
    await closed;
  }

  // How many bytes it has appended so far.
  appended() {
    return statSync(this.#appendedFile).size;
  }

  // Ends it at once, and loses what it appended behind so many bytes. Resolves once it is started again.
  /** @param {number} bytes */
  async lose(bytes) {
    process.kill(Number(readFileSync(this.#pidFile, "utf8")), "SIGKILL");
    truncateSync(this.#appendedFile, bytes);
    await this.kill();
    await this.start();
  }

  get #pidFile() {
    return join(this.#folder, "redis.pid");
  }

  // Redis 7 appends to a file in a folder of its own.
  get #appendedFile() {
    const names = readdirSync(this.#folder, { recursive: true }).map(String);
    const name = names.find((name) => /\.incr\.aof$|^appendonly\.aof$/.test(name));
    assert.ok(name, "it appends to no file");
    return join(this.#folder, name);
  }

  // The bytes of every file in which the server keeps its data.
  async stored() {
    const names = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
    return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
  }

  async remove() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** @param {TestContext} t @param {{ appendOnly?: boolean }} [options] */
export async function startRedis(t, { appendOnly = false } = {}) {
  const redis = new Redis(await mkdtemp(join(tmpdir(), "wfl-redis-")), appendOnly);
  t.after(() => redis.remove());
  await redis.start();
  return redis;
}
