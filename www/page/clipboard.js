// Copies text, also without navigator.clipboard, which plain-http pages lack.
import { announce, element } from "./dom.js";
import { text } from "./language.js";

const SHOWN_MS = 2000;

// Resolves to whether the text was copied. `shown` is the node that shows the text.
/** @param {string} value @param {Node} shown */
async function copy(value, shown) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyBySelection(value, shown);
  }
}

// A text that cannot be copied stays selected, so that the operator can copy it.
/** @param {string} value @param {Node} shown */
function copyBySelection(value, shown) {
  const selection = getSelection();
  selection?.selectAllChildren(shown);
  /** @param {ClipboardEvent} event */
  const write = (event) => {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", value);
  };
  document.addEventListener("copy", write);
  try {
    const copied = document.execCommand("copy");
    if (copied) selection?.removeAllRanges();
    return copied;
  } catch {
    return false;
  } finally {
    document.removeEventListener("copy", write);
  }
}

// A button that copies `value`, which `shown` shows under the name `what`.
/** @param {string} value @param {string} what @param {Node} shown */
export function copyButton(value, what, shown) {
  const button = element("button", { type: "button", className: "copy", textContent: text("copy") });
  button.setAttribute("aria-label", text("copy.of", { what }));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener("click", async () => {
    const copied = await copy(value, shown);
    button.textContent = text(copied ? "copied" : "copy.refused");
    button.dataset.copied = String(copied);
    announce(text(copied ? "copied.of" : "copy.refusedOf", { what }));
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = text("copy");
      delete button.dataset.copied;
      announce("");
    }, SHOWN_MS);
  });
  return button;
}
