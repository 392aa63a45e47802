// A browser that the server does not know, or no longer, or cannot reach: how to get back in.
import { useState } from "preact/hooks";

import { forgetFailures } from "../data/lists.js";
import { accessState, loadSettings } from "../data/settings.js";
import { text } from "../language.js";

// The address that the terminal printed, as far as it is this page's: it then opens this view again.
/** @param {string} pasted */
function addressOf(pasted) {
  const url = URL.canParse(pasted.trim()) ? new URL(pasted.trim()) : undefined;
  if (url?.origin !== location.origin || !url.searchParams.has("secret")) return undefined;
  url.hash = location.hash;
  return url.href;
}

export function SignedOut() {
  const isGone = accessState() === "unreachable";
  const [pasted, setPasted] = useState("");
  const [wrong, setWrong] = useState(false);
  const again = async () => {
    if ((await loadSettings()) === "signed-in") forgetFailures();
  };
  /** @param {Event} event */
  const open = (event) => {
    event.preventDefault();
    const address = addressOf(pasted);
    setWrong(address === undefined);
    if (address !== undefined) location.assign(address);
  };
  return (
    <main class="apart">
      <section class="card" aria-labelledby="out-title">
        <div role="alert">
          <h1 id="out-title">{text(isGone ? "gone.title" : "out.title")}</h1>
          <p>{text(isGone ? "gone.text" : "out.text")}</p>
        </div>
        {isGone ? (
          <div class="actions">
            <button type="button" class="main" onClick={again}>
              {text("failure.retry")}
            </button>
          </div>
        ) : (
          <>
            <form class="inline" onSubmit={open}>
              <div class="field">
                <label for="address">{text("out.address")}</label>
                <input
                  id="address"
                  type="text"
                  autocomplete="off"
                  spellcheck={false}
                  value={pasted}
                  placeholder={`${location.origin}/?secret=…`}
                  aria-invalid={wrong}
                  aria-describedby="address-hint"
                  onInput={(event) => {
                    setPasted(event.currentTarget.value);
                    setWrong(false);
                  }}
                />
                <p class={wrong ? "hint wrong" : "hint"} id="address-hint">
                  {text(wrong ? "out.wrong" : "out.hint")}
                </p>
              </div>
              <button type="submit" class="main">
                {text("out.open")}
              </button>
            </form>
            <p class="hint">
              {text("out.other")}{" "}
              <button type="button" class="plain" onClick={again}>
                {text("out.check")}
              </button>
            </p>
          </>
        )}
      </section>
    </main>
  );
}
