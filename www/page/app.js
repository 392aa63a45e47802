// Brings the page to life: its sections, its languages, and what the server suggests.
import { at } from "./dom.js";
import { speak } from "./language.js";
import { suggest } from "./wish.js";
import "./get.js";
import "./check.js";
import "./history.js";

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => speak(button.dataset.language));
}

async function askSuggestions() {
  const response = await fetch("/suggestions.json");
  const text = await response.text();
  if (response.status === 401) at("notice").hidden = false;
  return response.ok ? JSON.parse(text) : [];
}

// They are a convenience: the fields work without.
askSuggestions()
  .catch(() => [])
  .then(suggest);
