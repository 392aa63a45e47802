// Announces a text to screen readers, apart from what the views show.
/** @param {string} text */
export function announce(text) {
  const node = document.getElementById("announcement");
  if (node && node.textContent !== text) node.textContent = text;
}
