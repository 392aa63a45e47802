// Copies text, also without navigator.clipboard, which plain-http pages lack.

// Resolves to whether the text was copied. Without a way to copy, the text of `shown` stays selected for Ctrl+C.
/** @param {string} value @param {Node | null} shown */
export async function copy(value, shown) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyBySelection(value, shown);
  }
}

/** @param {string} value @param {Node | null} shown */
function copyBySelection(value, shown) {
  const selection = getSelection();
  if (shown) selection?.selectAllChildren(shown);
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
