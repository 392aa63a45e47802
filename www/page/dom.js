// The few things that every view does to the page.
/** @import { Elements } from "./states.d.ts" */

/** @type {<Id extends string>(id: Id) => Id extends keyof Elements ? Elements[Id] : HTMLElement} */
export const at = (id) => /** @type {never} */ (document.getElementById(id));

// Children are nodes or text; undefined ones are left out.
/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} properties
 * @param {(Node | string | undefined)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

// Written only where it changes: a live region speaks of nothing else.
/** @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Said to those who do not see the page.
/** @param {string} text */
export function announce(text) {
  setText(at("announcement"), text);
}

// Hands bytes to the browser as a file.
/** @param {string} href @param {string} download */
export function saveFile(href, download) {
  const link = element("a", { href, download });
  link.click();
}
