// Starts the page: its sections, its languages, and the server's suggestions.
import { at } from "./dom.js";
import { speak } from "./language.js";
import { suggest } from "./wish.js";
import "./get.js";
import "./check.js";
import "./history.js";

/** @import { Language } from "./language.js" */
/** @import { Choice } from "./states.d.ts" */

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-language]"))) {
  button.addEventListener("click", () => speak(/** @type {Language} */ (button.dataset.language)));
}

/** @returns {Promise<Choice[]>} */
async function askSuggestions() {
  const response = await fetch("/suggestions.json");
  const text = await response.text();
  if (response.status === 401) at("notice").hidden = false;
  return response.ok ? JSON.parse(text) : [];
}

// Suggestions are optional: the fields work without them.
askSuggestions()
  .catch(() => [])
  .then(suggest);
