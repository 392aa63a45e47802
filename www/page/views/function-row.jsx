// A function in the table, with what is known of its package.
import { lastOf } from "../data/history.js";
import { jobOf } from "../data/jobs.js";
import { go, hashOf } from "../data/route.js";
import { inFormat, text } from "../language.js";
import { wordsOf } from "../ui/failure.jsx";
import { reasonOf, Status } from "./function-facts.jsx";

/** @import { Row } from "../data/table.js" */
/** @import { Choice, Job } from "../types.d.ts" */

/**
 * @param {{
 *   row: Row,
 *   index: number,
 *   top: number,
 *   height: number,
 *   isTicked: boolean,
 *   onTick(on: boolean): void,
 * }} props
 */
export function FunctionRow({ row: { info, choice }, index, top, height, isTicked, onTick }) {
  const { authorizerAppid, ...rest } = choice;
  /** @type {import("../data/route.js").Route} */
  const to = { view: "functions", ...rest, ...(authorizerAppid === undefined ? {} : { merchant: authorizerAppid }) };
  return (
    <div
      class="row"
      role="row"
      aria-rowindex={index + 2}
      data-ticked={isTicked}
      style={{ top: `${top}px`, height: `${height}px` }}
    >
      <span role="cell" class="tick">
        <input
          type="checkbox"
          checked={isTicked}
          aria-label={text("functions.tick", { name: info.name })}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
      </span>
      <span role="cell" class="col-name">
        <a
          href={hashOf(to)}
          onClick={(event) => {
            event.preventDefault();
            go(to);
          }}
        >
          {info.name}
        </a>
        <small class="meta">{[info.runtime, info.modTime].filter(Boolean).join(" · ")}</small>
        {reasonOf(info) && <small class="reason">{reasonOf(info)}</small>}
      </span>
      <span role="cell" class="col-runtime">
        {info.runtime ?? "–"}
      </span>
      <span role="cell" class="col-status">
        <Status info={info} />
      </span>
      <span role="cell" class="col-modTime">
        {info.modTime ?? "–"}
      </span>
      <span role="cell" class="col-verdict">
        <Verdict choice={choice} job={jobOf(choice)} />
      </span>
    </div>
  );
}

/** @param {{ choice: Choice, job: Job | undefined }} props */
function Verdict({ choice, job }) {
  const { shortSize, time } = inFormat();
  if (job === undefined) {
    const last = lastOf(choice);
    if (last === undefined) return <span class="hint">–</span>;
    return <span class="hint">{text("row.before", { time: time(new Date(last.at)) })}</span>;
  }
  const { state, progress, fetched, failure, before } = job;
  if (state === "waiting") return <span class="hint">{text("row.waiting")}</span>;
  if (state === "cancelled") return <span class="hint">{text("verdict.cancelled")}</span>;
  if (state === "running") {
    const total = progress?.totalBytes;
    return (
      <progress
        aria-label={text("row.running", { name: choice.functionName })}
        max={Math.max(1, total ?? 1)}
        value={total === undefined ? undefined : progress?.transferredBytes}
      />
    );
  }
  if (fetched !== undefined) {
    const same = before === undefined ? undefined : before.checksum === fetched.checksum;
    return (
      <>
        <span class="badge" data-kind="good">
          {text("verdict.verified")}
        </span>
        <span class="hint">
          {shortSize(fetched.size)}
          {same === undefined ? "" : ` · ${text(same ? "since.same" : "since.changed")}`}
        </span>
      </>
    );
  }
  return (
    <>
      <span class="badge" data-kind="bad">
        {text("verdict.failed")}
      </span>
      <span class="hint" title={failure && wordsOf(failure, "message")}>
        {failure?.errcode ?? failure?.code}
      </span>
    </>
  );
}
