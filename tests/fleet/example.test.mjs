// examples/fleet as its README starts it, in a bounded form, and what Bull Board shows. PROJECT is the project's folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { startRedis } from "../support/redis.mjs";

const examples = fileURLToPath(new URL("../examples", import.meta.url));
cpSync(new URL("examples/fleet", pathToFileURL(`${process.env.PROJECT}/`)), join(examples, "fleet"), {
  recursive: true,
});

// A program of the example, whose archive is in `cwd`.
function program(t, name, cwd, env, ...parameters) {
  const child = spawn(process.execPath, [join(examples, "fleet", name), ...parameters], {
    cwd,
    env: { ...process.env, MERCHANTS: "5", ...env },
  });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  const looks = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
      for (const look of looks) look();
    });
  }
  const closed = once(child, "close");
  return {
    child,
    async end() {
      const [code] = await closed;
      return { code, output };
    },
    said: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = words.exec(output);
          if (found) resolve(found);
        };
        looks.add(look);
        look();
        closed.then(() => reject(new Error(output)));
      }),
  };
}

it("workers, a run, and Bull Board", { timeout: 120_000 }, async (t) => {
  const redis = await startRedis(t);
  const cwd = mkdtempSync(join(examples, "run-"));
  const env = { REDIS_URL: redis.path };
  const workers = [1, 2].map(() => program(t, "worker.mjs", cwd, env));
  for (const worker of workers) await worker.said(/takes jobs/);

  const first = await program(t, "run.mjs", cwd, env, "first").end();
  assert.equal(first.code, 0, first.output);
  assert.match(first.output, /^25 functions, 0 failures, 0 unchanged, 5 new packages$/m);
  const second = await program(t, "run.mjs", cwd, env).end();
  assert.match(
    second.output,
    /^25 functions, 0 failures, 25 unchanged, 0 new packages\n0 changed, 0 added, 0 removed$/m,
  );

  const board = program(t, "board.mjs", cwd, { ...env, PORT: "0" });
  const [, id] = await board.said(/^The run (\S+) has begun/m);
  const [, origin] = await board.said(/^Bull Board is at (\S+)$/m);
  assert.match(await (await fetch(origin)).text(), /<title>Bull Dashboard<\/title>/);
  const shown = async () => {
    const address = new URL("api/queues?activeQueue=wechat-function-link&status=latest&page=1&jobsPerPage=50", origin);
    const { queues } = await (await fetch(address)).json();
    return queues.find(({ name }) => name === "wechat-function-link");
  };
  const planOf = (queue) => queue.jobs.find((job) => job.id === `${id}/plan`);
  let queue = await shown();
  while (!planOf(queue)?.finishedOn) queue = await shown();
  const plan = planOf(queue);
  assert.deepEqual([plan.name, plan.isFailed, plan.returnValue.functions], ["plan", false, 25]);
  assert.equal(plan.progress.step, "finishing");
  assert.equal(queue.jobSchedulerCount, 1);
  assert.equal(queue.hasWorkers, true);

  for (const { child } of workers) child.kill("SIGINT");
  for (const worker of workers) {
    const { code, output } = await worker.end();
    assert.deepEqual([code, output], [0, "The worker takes jobs\n"]);
  }
});
