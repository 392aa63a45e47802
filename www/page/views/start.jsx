// The first view of a merchant: its environments.
import { useEffect } from "preact/hooks";

import { environmentsOf, loadEnvironments } from "../data/lists.js";
import { go, hashOf } from "../data/route.js";
import { text } from "../language.js";
import { FailureBox } from "../ui/failure.jsx";

/** @import { Route } from "../data/route.js" */

/** @param {{ merchant: string | undefined }} props */
export function Start({ merchant }) {
  const { state, value, failure } = environmentsOf(merchant);
  // Saves the keyboard seven Tabs. On a touch screen it would open the keyboard over the page.
  useEffect(() => {
    if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches)
      document.getElementById("env")?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="card start" aria-labelledby="start-title">
      <h1 id="start-title">{text("start.title")}</h1>
      <p class="hint" role="status">
        {text(state === "loading" ? "list.loading" : value.length === 0 && !failure ? "start.none" : "start.text")}
      </p>
      {failure && <FailureBox failure={failure} onRetry={() => loadEnvironments(merchant)} />}
      <ul class="environments">
        {value.map(({ env, alias, status, packageName }) => {
          /** @type {Route} */
          const to = { view: "functions", env, ...(merchant === undefined ? {} : { merchant }) };
          return (
            <li key={env}>
              <a
                href={hashOf(to)}
                onClick={(event) => {
                  event.preventDefault();
                  go(to);
                }}
              >
                <b>{alias || env}</b>
                <span class="hint">{[alias && alias !== env ? env : "", packageName].filter(Boolean).join(" · ")}</span>
                {status && status !== "NORMAL" && (
                  <span class="badge" data-kind="warn">
                    {status}
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
