// No token, link or signature gets into Redis, a job, a failure, a log or the archive, whatever fails.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { Queue } from "bullmq";

import { CANARY_TOKEN, SIGNATURE } from "./platform.mjs";
import { checkArchive, startFleet } from "./fleets.mjs";

// Parts of tokens, links and signatures, and what callers' functions throw below.
const SECRETS = [CANARY_TOKEN, "CANARY", SIGNATURE, "access_token=", "?sign=", "q-sign-time"];

const secretsIn = (bytes) => SECRETS.filter((secret) => bytes.includes(secret));

const bytesIn = (folder) =>
  Buffer.concat(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => Buffer.concat([Buffer.from(name), readFileSync(join(parentPath, name))])),
  );

// Merchants that fail in every way, each in its own.
const FAULTS = [
  { download: "corrupt" },
  { download: "expired" },
  { download: "not-found" },
  { download: "redirect-elsewhere" },
  { download: "gzip" },
  { errcode: 48001 },
  { errcode: 45009 },
  { errcode: 42001 },
  { reply: "html" },
  { reply: "missing-checksum" },
  { reply: "redirect" },
];
const change = (merchant, index) => ({
  ...merchant,
  functions: merchant.functions.map((given, number) => ({
    ...given,
    files: { "index.js": `exports.main = () => ${index * 100 + number};` },
    ...(number === 0 ? FAULTS[index % FAULTS.length] : {}),
  })),
});

async function jobsOf(redis) {
  const found = [];
  for (const name of ["wechat-function-link", "wechat-function-link-packages"]) {
    const queue = new Queue(name, { connection: { path: redis.path } });
    const jobs = await queue.getJobs(["completed", "failed", "waiting", "active", "delayed", "waiting-children"]);
    for (const job of jobs) found.push({ ...job.toJSON(), logs: await queue.getJobLogs(job.id) });
    await queue.close();
  }
  return found;
}

it("a run of merchants that fail in every way", { timeout: 300_000 }, async (t) => {
  const fleet = await startFleet(t, {
    platform: { merchants: 22, functions: 3, change },
    options: { maxAttempts: 1, pauseMs: 50 },
    appendOnly: true,
  });
  const worker = await fleet.child();
  const { id, finished } = await fleet.fleet().schedule();
  const summary = await finished();
  // 45009 parks the two merchants: their other two functions each have that error, too.
  assert.equal(summary.failures, 22 + 4);
  const jobs = await jobsOf(fleet.redis);
  assert.ok(jobs.some(({ name, failedReason }) => name === "package" && /CHECKSUM_MISMATCH/.test(failedReason)));
  assert.ok(jobs.some(({ name, id: job }) => name === "package" && /^[0-9a-f]{64}$/.test(job)));
  assert.deepEqual(secretsIn(JSON.stringify(jobs)), []);
  await worker.stop();
  assert.deepEqual(secretsIn(worker.output()), []);
  const stored = await fleet.redis.stored();
  assert.ok(stored.includes(id), "what Redis stored is looked at");
  assert.deepEqual(secretsIn(stored), []);
  assert.deepEqual(secretsIn(bytesIn(fleet.archiveFolder)), []);
  checkArchive(fleet.archiveFolder);
});

// Functions of the caller's that throw what they know.
const canary = (authorizerAppid) => {
  const error = new Error(`CANARY ${CANARY_TOKEN}${authorizerAppid} https://x.myqcloud.com/a?sign=${SIGNATURE}`);
  error.stack = `CANARY of the stack\n${error.stack}`;
  return error;
};
const THROWING = {
  accessToken: () => {
    throw canary("wx");
  },
  targets: () => {
    throw canary("wx");
  },
  onEvent: () => {
    throw canary("wx");
  },
  fetch: () => {
    throw canary("wx");
  },
  archive: (archive) =>
    new Proxy(archive, {
      get: (target, name) => (name === "writePart" ? () => Promise.reject(canary("wx")) : target[name].bind(target)),
    }),
};

for (const [name, throwing] of Object.entries(THROWING)) {
  it(`a run whose ${name} throws what it knows`, { timeout: 300_000 }, async (t) => {
    const fleet = await startFleet(t, { platform: { merchants: 2, functions: 2 }, appendOnly: true });
    const written = [];
    t.mock.method(console, "error", (...words) => written.push(words.join(" ")));
    const made = fleet.fleet({
      [name]: name === "archive" ? throwing(fleet.archive) : throwing,
      onError: undefined,
    });
    await made.worker();
    const { id, finished } = await made.schedule();
    const outcome = await finished().catch((error) => error);
    assert.deepEqual(secretsIn(JSON.stringify([outcome, outcome.message, outcome.stack])), []);
    if (name === "accessToken" || name === "fetch") assert.equal(outcome.failures, 2);
    else assert.ok(outcome instanceof Error, "the run fails");
    assert.deepEqual(secretsIn(JSON.stringify(await jobsOf(fleet.redis))), []);
    const stored = await fleet.redis.stored();
    assert.ok(stored.includes(id));
    assert.deepEqual(secretsIn(stored), []);
    assert.deepEqual(secretsIn(written.join("\n")), []);
    if (name !== "accessToken" && name !== "fetch") assert.ok(written.length > 0, "the operator sees that it failed");
  });
}
