// The few things that every view does to the page.

export const at = (id) => document.getElementById(id);

// Children are nodes or text; undefined ones are left out.
export function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

// Written only where it changes: a live region speaks of nothing else.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Said to those who do not see the page.
export function announce(text) {
  setText(at("announcement"), text);
}

// Hands bytes to the browser as a file.
export function saveFile(href, download) {
  const link = element("a", { href, download });
  link.click();
}
