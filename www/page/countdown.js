// A link's remaining time, in minutes, and in seconds during the last ten minutes. Not a live region: screen readers stay silent.
import { element, setText } from "./dom.js";
import { inFormat, text } from "./language.js";

const FINE_MS = 600_000;
const SOON_MS = 300_000;

// A node that counts down while it is in the page.
/** @param {Date} expiresAt */
export function countdown(expiresAt) {
  const node = element("span", { className: "countdown" });
  node.setAttribute("role", "timer");

  function tick() {
    const left = expiresAt.getTime() - Date.now();
    setText(node, left > 0 ? text("expiry.left", { time: inFormat().span(left) }) : text("expiry.over"));
    node.dataset.left = left > SOON_MS ? "long" : left > 0 ? "soon" : "over";
    if (left <= 0) return;
    const step = left > FINE_MS ? 60_000 : 1000;
    setTimeout(() => node.isConnected && tick(), (left % step) + 1);
  }

  tick();
  return node;
}
