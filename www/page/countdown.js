// A link's remaining time: by the second in its last ten minutes, by the minute before. Nobody is told each tick.
import { element, setText } from "./dom.js";
import { inFormat, text } from "./language.js";

const FINE_MS = 600_000;
const SOON_MS = 300_000;

// A node that counts down for as long as it is in the page.
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
