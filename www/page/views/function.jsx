// One function: the verdict first, then what is inside its package, and how it differs from another.
import { useEffect, useRef, useState } from "preact/hooks";

import { functionsOf } from "../data/lists.js";
import { isActive, jobOf, keyOf, start } from "../data/jobs.js";
import { hashOf, go } from "../data/route.js";
import { settings } from "../data/settings.js";
import { inFormat, text } from "../language.js";
import { Cancel } from "../ui/cancel.jsx";
import { Expiry } from "../ui/countdown.jsx";
import { Fact, Facts, Size } from "../ui/facts.jsx";
import { FailureBox } from "../ui/failure.jsx";
import { ProgressBar } from "../ui/progress.jsx";
import { fileName, saveBlob } from "../ui/save.js";
import { Compare } from "./compare.jsx";
import { CannotRun, Status } from "./function-facts.jsx";
import { Inside } from "./inside.jsx";

/** @import { Choice, Fetched, Job } from "../types.d.ts" */

/** @param {{ choice: Choice }} props */
export function FunctionPage({ choice }) {
  const { authorizerAppid, env, functionName } = choice;
  const info = functionsOf(authorizerAppid, env).value.find(({ name }) => name === functionName);
  const job = jobOf(choice);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const outcome = useRef(/** @type {HTMLDivElement | null} */ (null));
  // One key away, unless the operator is somewhere else.
  useEffect(() => {
    if (!isActive(jobOf(choice))) button.current?.focus({ preventScroll: true });
  }, [keyOf(choice)]);
  // What the operator asked for has to be seen.
  const [pressed, setPressed] = useState(0);
  const state = job?.state;
  useEffect(() => {
    if (pressed > 0) outcome.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [pressed, state]);
  const get = () => {
    start(choice);
    setPressed(pressed + 1);
  };
  const list = { view: /** @type {const} */ ("functions"), env, ...(authorizerAppid && { merchant: authorizerAppid }) };
  const merchant = settings()?.merchants.find((one) => one.authorizerAppid === authorizerAppid)?.name;
  return (
    <article class="function" aria-labelledby="function-title">
      <section class="card">
        <p class="crumb">
          <a
            href={hashOf(list)}
            onClick={(event) => {
              event.preventDefault();
              go(list);
            }}
          >
            ← {text("function.all", { env })}
          </a>
        </p>
        <div class="bar">
          <div class="title">
            <h1 id="function-title">{functionName}</h1>
            <p class="facts-line">
              {authorizerAppid && <span>{merchant ? `${merchant} · ${authorizerAppid}` : authorizerAppid}</span>}
              <span>{env}</span>
              {info?.runtime && <span>{info.runtime}</span>}
              {info && <Status info={info} />}
              {info?.modTime && <span>{text("function.changed", { time: info.modTime })}</span>}
            </p>
          </div>
          <div class="actions">
            {job?.state !== "failed" && (
              <button
                type="button"
                ref={button}
                class={job?.state === "verified" ? "" : "main"}
                aria-disabled={isActive(job)}
                onClick={() => isActive(job) || get()}
              >
                {text(job?.state === "verified" ? "function.again" : "function.get")}
              </button>
            )}
            {job && isActive(job) && <Cancel onCancel={job.cancel} />}
          </div>
        </div>
        {info && <CannotRun info={info} />}
        <div ref={outcome}>
          <Outcome job={job} choice={choice} onRetry={get} />
        </div>
      </section>
      {job?.fetched && <Inside key={job.fetched.checksum} choice={choice} fetched={job.fetched} />}
      {job?.fetched && <Compare key={keyOf(choice)} choice={choice} fetched={job.fetched} />}
    </article>
  );
}

/** @param {{ job: Job | undefined, choice: Choice, onRetry(): void }} props */
function Outcome({ job, choice, onRetry }) {
  if (job === undefined) return <p class="hint">{text("function.idle")}</p>;
  if (job.state === "failed" && job.failure)
    return <FailureBox failure={job.failure} choice={choice} at={job.endedAt} onRetry={onRetry} />;
  if (job.state === "verified" && job.fetched) return <Verified job={job} fetched={job.fetched} />;
  if (job.state === "cancelled") {
    return (
      <section class="verdict" data-kind="idle" aria-label={text("verdict.region")}>
        <div role="status">
          <h2>{text("verdict.cancelled")}</h2>
          <p>{text("function.cancelled")}</p>
        </div>
      </section>
    );
  }
  return (
    <section class="verdict" data-kind="busy" aria-label={text("verdict.region")}>
      <div role="status">
        <h2>{text(job.step === "package" ? "step.package" : job.state === "waiting" ? "row.waiting" : "step.link")}</h2>
      </div>
      <ProgressBar progress={job.progress} label={text("step.package")} />
    </section>
  );
}

/** @param {{ job: Job, fetched: Fetched }} props */
function Verified({ job, fetched }) {
  const { choice, before } = job;
  const name = `${choice.functionName}.zip`;
  const { time } = inFormat();
  const since =
    before &&
    text(before.checksum === fetched.checksum ? "since.sameAs" : "since.changedSince", {
      time: time(new Date(before.at)),
    });
  return (
    <section class="verdict" data-kind="good" aria-label={text("verdict.region")}>
      <div role="status">
        <h2>{text("verdict.verified")}</h2>
        <p>{text("function.verified", { functionName: choice.functionName })}</p>
        {since && (
          <p class="since" data-same={before?.checksum === fetched.checksum}>
            {since}
          </p>
        )}
      </div>
      <div class="actions">
        <button type="button" class="main" onClick={() => saveBlob(fetched.blob, fileName(name))}>
          {text("function.save", { name })}
        </button>
      </div>
      <Facts>
        <Size name="fact.size" bytes={fetched.size} />
        <Fact name="fact.checksum" value={fetched.checksum} copied />
        <Expiry expiresAt={fetched.expiresAt} />
      </Facts>
    </section>
  );
}
