// The tasks of a page's own thread while `work` goes on, from the browser's trace: on the clock, and in processor time, which other load
// on the machine does not lengthen.
import assert from "node:assert/strict";

import { browser } from "./browser.mjs";

const CATEGORIES = ["toplevel"];
const TASK = "ThreadControllerImpl::RunTask";
const US_PER_MS = 1000;

// Resolves to the tasks' times in milliseconds. `page` is the shared browser's.
export async function tasksOf(page, work) {
  await browser.startTracing(page, { categories: CATEGORIES });
  await work();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve))); // the last task has ended, too
  const { traceEvents } = JSON.parse(String(await browser.stopTracing()));
  const threads = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const isMain = ({ pid, tid }) => threads.some((thread) => thread.pid === pid && thread.tid === tid);
  const tasks = traceEvents.filter((event) => event.ph === "X" && event.name === TASK && isMain(event));
  assert.ok(tasks.length > 0, "the trace has the page's tasks");
  // The trace leaves the processor time of a few tasks of a microsecond out.
  const timed = tasks.filter(({ tdur }) => tdur !== undefined).length;
  assert.ok(timed > 0.9 * tasks.length, "the trace has processor times");
  return tasks.map(({ dur, tdur = dur }) => ({ clockMs: dur / US_PER_MS, processorMs: tdur / US_PER_MS }));
}

export const longest = (tasks, kind) => Math.max(...tasks.map((task) => task[kind]));
