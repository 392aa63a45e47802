// Checks a file of the operator against a checksum. The file does not leave the browser.
import { useEffect, useRef, useState } from "preact/hooks";

import { checksumFrom } from "../checksum-text.js";
import { call, failureOf } from "../data/engine.js";
import { history } from "../data/history.js";
import { text } from "../language.js";
import { Cancel } from "../ui/cancel.jsx";
import { DropArea } from "../ui/drop-area.jsx";
import { Pace } from "../pace.js";
import { Fact, Facts, Size } from "../ui/facts.jsx";
import { FailureBox } from "../ui/failure.jsx";
import { ProgressBar } from "../ui/progress.jsx";

/** @import { Failure, Progress } from "../types.d.ts" */

const DIGITS = /^[0-9a-f]{64}$/i;

/**
 * @typedef {{
 *   state: "idle" | "running" | "matches" | "differs" | "failed" | "cancelled",
 *   file?: File,
 *   expected?: string,
 *   progress?: Progress,
 *   failure?: Failure | undefined,
 * }} Check
 */

export function CheckPage() {
  const [file, setFile] = useState(/** @type {File | undefined} */ (undefined));
  const [checksum, setChecksum] = useState("");
  const [tried, setTried] = useState(false);
  const [check, setCheck] = useState(/** @type {Check} */ ({ state: "idle" }));
  const controller = useRef(/** @type {AbortController | undefined} */ (undefined));
  const outcome = useRef(/** @type {HTMLDivElement | null} */ (null));
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const isRunning = check.state === "running";
  const digits = checksumFrom(checksum);
  const isMalformed = checksum.trim() !== "" ? !DIGITS.test(digits) : tried;
  const last = history().find((entry) => entry.checksum !== undefined)?.checksum;

  // A verdict is about the file and the checksum above it.
  const edited = () => isRunning || setCheck({ state: "idle" });
  /** @param {File | undefined} chosen */
  const choose = (chosen) => {
    if (chosen === undefined) return;
    setFile(chosen);
    edited();
  };
  /** @param {string} next */
  const expect = (next) => {
    setChecksum(next);
    edited();
  };

  useEffect(() => () => controller.current?.abort(), []);
  useEffect(() => {
    if (check.state !== "idle") outcome.current?.scrollIntoView({ block: "nearest" });
  }, [check.state]);

  /** @param {Event} [event] */
  const submit = async (event) => {
    event?.preventDefault();
    setTried(true);
    if (file === undefined) return document.getElementById("choose")?.focus();
    if (!DIGITS.test(digits)) return document.getElementById("checksum")?.focus();
    if (isRunning) return undefined;
    const pace = new Pace();
    controller.current = new AbortController();
    const { signal } = controller.current;
    const about = { file, expected: digits };
    setCheck({ state: "running", ...about, progress: { transferredBytes: 0, totalBytes: file.size } });
    try {
      const matches = await call(
        "verify",
        { file, checksum: digits },
        {
          signal,
          report({ progress }) {
            if (progress === undefined) return;
            pace.note(progress.transferredBytes);
            setCheck({ state: "running", ...about, progress: { ...progress, rate: pace.rate() } });
          },
        },
      );
      setCheck({ state: matches ? "matches" : "differs", ...about });
    } catch (reason) {
      const failure = failureOf(reason);
      setCheck({ state: failure === undefined ? "cancelled" : "failed", ...about, failure });
    }
    return undefined;
  };

  return (
    <section class="card check" aria-labelledby="check-title">
      <h1 id="check-title">{text("check.title")}</h1>
      <form
        noValidate
        onSubmit={submit}
        onKeyDown={(event) => event.key === "Escape" && isRunning && controller.current?.abort()}
      >
        <div class="field">
          <span class="label">{text("check.file")}</span>
          <DropArea onDrop={({ files: [dropped] }) => choose(dropped)}>
            <div class="actions">
              <button type="button" id="choose" aria-describedby="file-hint" onClick={() => input.current?.click()}>
                {text("check.choose")}
              </button>
              <span class="chosen">{file ? <b>{file.name}</b> : text("check.none")}</span>
            </div>
            {/* The browser's own button speaks the browser's language, not the page's. */}
            <input
              ref={input}
              id="file"
              type="file"
              hidden
              aria-hidden="true"
              tabIndex={-1}
              onChange={(event) => {
                choose(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
            />
            <p class={tried && file === undefined ? "hint wrong" : "hint"} id="file-hint" role="status">
              {text(tried && file === undefined ? "check.noFile" : "check.drop")}
            </p>
          </DropArea>
        </div>
        <div class="field">
          <label for="checksum">{text("check.checksum")}</label>
          <textarea
            id="checksum"
            class="mono"
            rows={2}
            autocomplete="off"
            spellcheck={false}
            value={checksum}
            aria-invalid={isMalformed}
            aria-describedby="checksum-hint"
            onInput={(event) => expect(event.currentTarget.value)}
          />
          <p class={isMalformed ? "hint wrong" : "hint"} id="checksum-hint">
            {isMalformed ? text("check.malformed", { count: digits.length }) : text("check.checksumHint")}
          </p>
          {last !== undefined && (
            <button type="button" class="plain" onClick={() => expect(last)}>
              {text("check.useLast")}
            </button>
          )}
        </div>
        <div class="actions">
          <button type="submit" class="main" aria-disabled={isRunning}>
            {text("check.submit")}
          </button>
          {isRunning && <Cancel onCancel={() => controller.current?.abort()} />}
        </div>
      </form>
      <div ref={outcome}>
        <Outcome check={check} onRetry={submit} />
      </div>
    </section>
  );
}

/** @param {{ check: Check, onRetry(): void }} props */
function Outcome({ check: { state, file, expected, progress, failure }, onRetry }) {
  if (state === "idle" || file === undefined) return null;
  if (failure) return <FailureBox failure={failure} onRetry={onRetry} />;
  const kind = { running: "busy", matches: "good", differs: "bad", failed: "bad", cancelled: "idle" }[state];
  return (
    <section class="verdict" data-kind={kind} aria-label={text("verdict.region")}>
      <div role="status">
        <h2>{text(`check.${state}.title`)}</h2>
        <p>{text(`check.${state}.text`, { name: file.name })}</p>
      </div>
      {state === "running" && <ProgressBar progress={progress} label={text("check.progress")} />}
      {["matches", "differs"].includes(state) && (
        <Facts>
          <Fact name="fact.file" value={file.name} />
          <Size name="fact.size" bytes={file.size} />
          <Fact name="fact.expected" value={expected} copied />
        </Facts>
      )}
    </section>
  );
}
