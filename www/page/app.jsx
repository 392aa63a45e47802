// Starts the page: its state, its address, its views.
import { render } from "preact";

import { prepare } from "./data/engine.js";
import { cancelAll, isBusy } from "./data/jobs.js";
import { environmentsOf } from "./data/lists.js";
import { go, onRoute, route } from "./data/route.js";
import { accessState, loadSettings } from "./data/settings.js";
import { onRefresh } from "./data/store.js";
import { language, text } from "./language.js";
import { recall, remember } from "./memory.js";
import { CheckPage } from "./views/check.jsx";
import { FunctionPage } from "./views/function.jsx";
import { Functions } from "./views/functions.jsx";
import { Header } from "./views/header.jsx";
import { HistoryPage } from "./views/history.jsx";
import { Picker } from "./views/picker.jsx";
import { Start } from "./views/start.jsx";
import { SignedOut } from "./views/signed-out.jsx";

const LAST = "console.last";

function View() {
  const { view, merchant, env, functionName } = route();
  if (view === "history") return <HistoryPage />;
  if (view === "check") return <CheckPage />;
  if (env === undefined) return <Start merchant={merchant} />;
  if (functionName === undefined) return <Functions key={`${merchant} ${env}`} merchant={merchant} env={env} />;
  const choice = { env, functionName, ...(merchant === undefined ? {} : { authorizerAppid: merchant }) };
  return <FunctionPage choice={choice} />;
}

function App() {
  const state = accessState();
  document.documentElement.lang = language();
  document.title = [titleOf(), text("page.title")].filter(Boolean).join(" · ");
  if (state === "loading") {
    return (
      <>
        <Header />
        <Frame />
      </>
    );
  }
  if (state !== "signed-in") {
    return (
      <>
        <Header />
        <SignedOut />
      </>
    );
  }
  chooseOnlyEnvironment();
  return (
    <>
      <Header />
      <main>
        {route().view === "functions" && <Picker />}
        <View />
        <p class="trust">{text("page.trust")}</p>
      </main>
    </>
  );
}

// The place of the picker and of the first card, as index.html has them.
function Frame() {
  return (
    <main aria-busy="true">
      {route().view === "functions" && (
        <div class="picker" aria-hidden="true">
          {[0, 1, 2].map((index) => (
            <div class="field" key={index}>
              <span class="label">&nbsp;</span>
              <input disabled />
            </div>
          ))}
        </div>
      )}
      <section class="card frame" />
    </main>
  );
}

function titleOf() {
  const { view, env, functionName } = route();
  return view === "functions" ? (functionName ?? env) : text(`nav.${view}`);
}

// Where a merchant has one environment there is nothing to choose.
function chooseOnlyEnvironment() {
  const { view, merchant, env } = route();
  if (view !== "functions" || env !== undefined) return;
  const { state, value } = environmentsOf(merchant);
  if (state === "loaded" && value.length === 1)
    queueMicrotask(() => go({ view, env: value[0].env, ...(merchant && { merchant }) }, { replace: true }));
}

// A new visit begins where the last one was.
function remembered() {
  const last = /** @type {{ merchant?: unknown, env?: unknown } | undefined} */ (recall(LAST));
  if (location.hash !== "" || typeof last?.env !== "string") return;
  const merchant = typeof last.merchant === "string" ? { merchant: last.merchant } : {};
  go({ view: "functions", env: last.env, ...merchant }, { replace: true });
}

remembered();
onRoute(() => {
  const { view, merchant, env } = route();
  if (view === "functions" && env !== undefined) remember(LAST, { merchant, env });
});
onRefresh(() => render(<App />, /** @type {HTMLElement} */ (document.getElementById("app"))));
loadSettings().then((state) => state === "signed-in" && prepare());
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && isBusy()) cancelAll();
});
// A file that is dropped beside its place must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
