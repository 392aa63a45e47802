// How a package differs: from a folder or zip of the operator, or from what is deployed for another environment or merchant.
import { useEffect, useRef, useState } from "preact/hooks";

import { readDropped, readPicked } from "../data/dropped.js";
import { call, failureOf } from "../data/engine.js";
import { text } from "../language.js";
import { Cancel } from "../ui/cancel.jsx";
import { DropArea } from "../ui/drop-area.jsx";
import { FailureBox } from "../ui/failure.jsx";
import { Difference } from "./difference.jsx";
import { Other } from "./other.jsx";

/** @import { Dropped } from "../data/dropped.js" */
/** @import { Choice, Failure, Fetched, PackageComparison, Source } from "../types.d.ts" */

/**
 * @typedef {{
 *   state: "idle" | "running" | "done" | "failed",
 *   name?: string,
 *   comparison?: PackageComparison,
 *   failure?: Failure,
 * }} State
 */

/** @param {{ choice: Choice, fetched: Fetched }} props */
export function Compare({ choice, fetched }) {
  const [state, setState] = useState(/** @type {State} */ ({ state: "idle" }));
  const controller = useRef(/** @type {AbortController | undefined} */ (undefined));
  const outcome = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => () => controller.current?.abort(), []);
  useEffect(() => {
    if (state.state === "done" || state.state === "failed") outcome.current?.scrollIntoView({ block: "nearest" });
  }, [state.state]);

  /** @param {string} name @param {Source} before */
  const compare = async (name, before) => {
    controller.current?.abort();
    controller.current = new AbortController();
    const { signal } = controller.current;
    setState({ state: "running", name });
    try {
      const comparison = await call("compare", { before, after: fetched.blob }, { signal });
      setState({ state: "done", name, comparison });
    } catch (reason) {
      const failure = failureOf(reason);
      if (failure) setState({ state: "failed", name, failure });
      else if (controller.current?.signal === signal) setState({ state: "idle" });
    }
  };
  const isRunning = state.state === "running";
  return (
    <section class="card compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{text("compare.title")}</h2>
      <p class="hint">{text("compare.what")}</p>
      <div class="sides">
        <Drop onChoose={({ name, source }) => compare(name, source)} />
        <Other choice={choice} onChoose={compare} />
      </div>
      <div ref={outcome}>
        {isRunning && (
          <p class="running" role="status">
            {text("compare.running", { name: state.name })} <Cancel onCancel={() => controller.current?.abort()} />
          </p>
        )}
        {state.failure && <FailureBox failure={state.failure} choice={choice} />}
        {state.comparison && (
          <Difference
            comparison={state.comparison}
            before={state.name ?? ""}
            after={`${choice.functionName} (${choice.env})`}
          />
        )}
      </div>
    </section>
  );
}

/** @param {{ onChoose(dropped: Dropped): void }} props */
function Drop({ onChoose }) {
  const zip = useRef(/** @type {HTMLInputElement | null} */ (null));
  const folder = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {HTMLInputElement} input */
  const pick = (input) => {
    const picked = readPicked(/** @type {FileList} */ (input.files));
    if (picked) onChoose(picked);
    input.value = "";
  };
  return (
    <DropArea
      onDrop={async (transfer) => {
        const dropped = await readDropped(transfer);
        if (dropped) onChoose(dropped);
      }}
    >
      <p>
        <b>{text("compare.drop")}</b>
      </p>
      <div class="actions">
        <button type="button" onClick={() => folder.current?.click()}>
          {text("compare.folder")}
        </button>
        <button type="button" onClick={() => zip.current?.click()}>
          {text("compare.zip")}
        </button>
      </div>
      <input
        ref={folder}
        id="compare-folder"
        type="file"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        {...{ webkitdirectory: true }}
        onChange={(event) => pick(event.currentTarget)}
      />
      <input
        ref={zip}
        id="compare-zip"
        type="file"
        accept=".zip"
        hidden
        aria-hidden="true"
        tabIndex={-1}
        onChange={(event) => pick(event.currentTarget)}
      />
      <p class="hint">{text("compare.local")}</p>
    </DropArea>
  );
}
