// The fields of the first form, their suggestions, and the recent choices beside them.
import { forgetChoices, recentChoices } from "./choices.js";
import { announce, at, element, setText } from "./dom.js";
import { speaking, text } from "./language.js";

/** @import { Choice } from "./states.d.ts" */

const SHOWN = 4;
/** @type {Choice[]} */
let suggestions = [];

/** @returns {Choice} */
export function wished() {
  const appid = at("appid").value.trim();
  return {
    env: at("env").value.trim(),
    functionName: at("function").value.trim(),
    ...(appid ? { authorizerAppid: appid } : {}),
  };
}

/** @param {Choice} choice */
function fill({ env, functionName, authorizerAppid = "" }) {
  at("env").value = env;
  at("function").value = functionName;
  at("appid").value = authorizerAppid;
  if (authorizerAppid !== "") at("more").open = true;
  renderOffers();
}

// The server's suggestions. Fills in the first one where there is no choice yet.
/** @param {Choice[]} known */
export function suggest(known) {
  suggestions = known;
  if (known.length > 0 && at("env").value === "" && at("function").value === "") fill(known[0]);
  renderOffers();
}

function renderOffers() {
  const known = [...recentChoices(), ...suggestions];
  /** @param {string[]} values */
  const distinct = (values) => [...new Set(values)];
  const envs = distinct(known.map(({ env }) => env));
  const names = distinct(
    known.filter(({ env }) => env === at("env").value.trim()).map(({ functionName }) => functionName),
  );
  /** @type {[list: string, hint: string, values: string[]][]} */
  const offers = [
    ["envs", "env-hint", envs],
    ["functions", "function-hint", names],
  ];
  for (const [list, hint, values] of offers) {
    at(list).replaceChildren(...values.map((value) => element("option", { value })));
    setText(at(hint), offered(values));
  }
}

/** @param {string[]} values */
function offered(values) {
  if (values.length === 0) return "";
  const names = values.slice(0, SHOWN).join(", ");
  return values.length <= SHOWN
    ? text("get.known", { names })
    : text("get.knownMore", { names, count: values.length - SHOWN });
}

export function renderRecent() {
  const recent = recentChoices();
  at("recent").dataset.empty = String(recent.length === 0);
  const none = element("li", { textContent: text("get.none") });
  at("recent-list").replaceChildren(...(recent.length === 0 ? [none] : recent.map(chip)));
}

/** @param {Choice} choice */
function chip(choice) {
  const where = [choice.env, choice.authorizerAppid].filter(Boolean).join(" · ");
  const name = element("b", { textContent: choice.functionName });
  const button = element(
    "button",
    { type: "button", className: "chip" },
    name,
    " ",
    element("small", { textContent: where }),
  );
  button.addEventListener("click", () => fill(choice));
  return element("li", {}, button);
}

// Before the first paint, so that nothing moves.
if (recentChoices().length > 0) fill(recentChoices()[0]);

at("env").addEventListener("input", renderOffers);
at("forget").addEventListener("click", () => {
  forgetChoices();
  renderRecent();
  renderOffers();
  announce(text("get.forgotten"));
  at("env").focus();
});
speaking(() => {
  renderOffers();
  renderRecent();
});
