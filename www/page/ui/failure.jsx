// A failure for an operator: what happened, at whom, what to do, and one thing to press.
import { hasText, language, text } from "../language.js";
import { CopyButton } from "./copy.jsx";
import { Fact, Facts, Size } from "./facts.jsx";
import { reportOf } from "./report.js";

/** @import { Choice, Failure, Words } from "../types.d.ts" */

// The page's own words where the package's speak of its options; else those of the error catalogue.
/** @param {Failure} failure @param {"title" | "message" | "advice"} part */
export function wordsOf({ code, peer, status, isStranger, words }, part) {
  const keys = [`${part}.${code}.${status}`, `${part}.${code}.${peer}`, `${part}.${code}`];
  const own = isStranger ? undefined : keys.find(hasText);
  if (own !== undefined) return text(own);
  const given = words[language()][part];
  return part === "title" ? given : sentence(given);
}

const HAN = /\p{Script=Han}/u;

/** @param {string} message */
function sentence(message) {
  if (message === "" || /[.!?。！？]$/.test(message)) return message;
  return HAN.test(message) ? `${message}。` : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/**
 * @param {{
 *   failure: Failure,
 *   choice?: Choice | undefined,
 *   at?: Date | undefined,
 *   onRetry?: (() => void) | undefined,
 * }} props
 */
export function FailureBox({ failure, choice, at, onRetry }) {
  const { retryable, code, peer = code === "RELAY_REFUSED" ? "relay" : undefined } = failure;
  return (
    <section class="verdict" data-kind="bad" aria-label={text("failure.region")}>
      <div role="status">
        <h2>{wordsOf(failure, "title") || text("title.UNEXPECTED")}</h2>
        <p>{wordsOf(failure, "message")}</p>
        <p class="advice">
          <b>{text("failure.advice")}</b> {wordsOf(failure, "advice")}
        </p>
      </div>
      <div class="actions">
        {onRetry && (
          <button type="button" class={retryable ? "main" : ""} onClick={onRetry}>
            {text("failure.retry")}
          </button>
        )}
        <CopyButton
          isMain={!retryable}
          value={reportOf(failure, { choice, at })}
          what={text("failure.report")}
          label={text("failure.copyReport")}
        />
        {onRetry && <span class="hint">{text(retryable ? "failure.retryMay" : "failure.retryNot")}</span>}
      </div>
      <Facts>
        <Fact name="fact.peer" value={peer && text(`peer.${peer}`)} />
        <Fact name="fact.code" value={failure.code} mono />
        <Fact name="fact.errcode" value={failure.errcode} mono />
        <Fact name="fact.errmsg" value={failure.errmsg} mono />
        <Fact name="fact.status" value={failure.status} mono />
        <Fact name="fact.rid" value={failure.rid} copied />
        <Fact name="fact.expected" value={failure.expected} copied />
        <Fact name="fact.actual" value={failure.actual} copied />
        <Size name="fact.size" bytes={failure.size} />
      </Facts>
      {language() !== "en" && failure.words.en.title !== "" && <Original words={failure.words.en} />}
    </section>
  );
}

// The English words, for whom only they can be looked up.
/** @param {{ words: Words }} props */
function Original({ words: { message, advice } }) {
  return (
    <details class="original">
      <summary>{text("failure.original")}</summary>
      <p lang="en">{`${sentence(message)} ${advice}`}</p>
    </details>
  );
}
