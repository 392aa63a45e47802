// A fleet of a test: Redis, a platform and an archive of its own, workers in processes of their own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { createFleet } from "wechat-function-link/bullmq";
import { fileArchive, takeSnapshot } from "wechat-function-link/fleet";

import { startRedis } from "../support/redis.mjs";
import { CANARY_TOKEN, startPlatform } from "./platform.mjs";

const CHILD = fileURLToPath(new URL("worker-child.mjs", import.meta.url));

// Jobs of a dead worker are taken over after some seconds, so that tests do not wait for a minute.
const SOON = { lockDuration: 2000, stalledInterval: 1000 };

export const accessToken = ({ authorizerAppid }) => CANARY_TOKEN + authorizerAppid;

// `options` are the fleet's, as JSON: each worker's process takes them.
export async function startFleet(t, { platform: wanted, appendOnly, options = {}, worker = SOON } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "wfl-fleet-"));
  // Before Redis ends.
  const closers = [];
  t.after(async () => {
    await Promise.all(closers.map((close) => close()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const redis = await startRedis(t, { appendOnly });
  const platform = await startPlatform(t, wanted);
  const archiveFolder = join(folder, "archive");
  const archive = fileArchive(archiveFolder);
  const common = { baseUrl: platform.url, ...options };
  const errors = [];

  // A fleet in this process.
  const fleet = (more = {}) => {
    const made = createFleet({
      ...common,
      connection: { path: redis.path },
      targets: platform.targets,
      accessToken,
      archive,
      onError: (error, job) => errors.push({ error, job }),
      ...more,
    });
    closers.push(() => made.close());
    return made;
  };

  // A worker in a process of its own, in Node or another runtime. Resolves when it takes jobs.
  async function child(more = {}, [program, ...flags] = [process.execPath]) {
    const merchants = [...platform.targets()].length;
    const given = { redis: redis.path, archive: archiveFolder, merchants, worker, options: common, ...more };
    const process_ = spawn(program, [...flags, CHILD, JSON.stringify(given)], { stdio: ["pipe", "pipe", "pipe"] });
    const closed = once(process_, "close");
    const lines = [];
    let output = "";
    process_.stderr.on("data", (data) => (output += data));
    const ready = new Promise((resolve, reject) => {
      createInterface({ input: process_.stdout }).on("line", (line) => {
        output += `${line}\n`;
        lines.push(line);
        if (line === "ready") resolve();
      });
      closed.then(() => reject(new Error(`the worker ended: ${output}`)));
    });
    ready.catch(() => {});
    const kill = async () => {
      process_.kill("SIGKILL");
      await closed;
    };
    closers.push(kill);
    await ready;
    return {
      kill,
      // Ends it as its operator would. Resolves to what it counted.
      async stop() {
        process_.stdin.end();
        const [code] = await closed;
        assert.equal(code, 0, output);
        return JSON.parse(lines.at(-1));
      },
      output: () => output,
    };
  }

  // The same by takeSnapshot, into an archive beside the fleet's.
  async function undisturbed(id, more = {}) {
    const beside = join(folder, "beside");
    await takeSnapshot({
      ...common,
      targets: platform.targets(),
      accessToken,
      archive: fileArchive(beside),
      id,
      ...more,
    });
    return snapshotIn(beside, id);
  }

  return {
    ...{ redis, platform, archive, archiveFolder, folder, fleet, child, undisturbed, errors },
    snapshot: (id) => snapshotIn(archiveFolder, id),
  };
}

// The bytes of a snapshot's file, without its times and the platform's request ids: those of equal runs are equal.
export function snapshotIn(folder, id) {
  const text = readFileSync(join(folder, `snapshots/${id}.ndjson`), "utf8");
  return text
    .replaceAll(/"(startedAt|endedAt)":"[^"]+"/g, '"$1":""')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\b/g, "RID");
}

// Every file of an archive is a whole package under its checksum, or the file of a snapshot: no part of either, and nothing unfinished.
export function checkArchive(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const blobs = files.filter(({ parentPath }) => parentPath.includes("/blobs/"));
  for (const { name, parentPath } of blobs) {
    const digest = createHash("sha256")
      .update(readFileSync(join(parentPath, name)))
      .digest("hex");
    assert.equal(digest, name, "a blob is not its checksum's");
  }
  const others = files.filter((file) => !blobs.includes(file)).map(({ name }) => name);
  assert.deepEqual(
    others.filter((name) => !name.endsWith(".ndjson")),
    [],
  );
  return blobs.map(({ name }) => name).sort();
}
