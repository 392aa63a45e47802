// DOM helpers of all views.
/** @import { Elements } from "./states.d.ts" */

/** @type {<Id extends string>(id: Id) => Id extends keyof Elements ? Elements[Id] : HTMLElement} */
export const at = (id) => /** @type {never} */ (document.getElementById(id));

// Children are nodes or text. Undefined ones are left out.
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

// Writes only changes, since a live region announces every write.
/** @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Announces a text to screen readers.
/** @param {string} text */
export function announce(text) {
  setText(at("announcement"), text);
}

// Lets the browser save bytes as a file.
/** @param {string} href @param {string} download */
export function saveFile(href, download) {
  const link = element("a", { href, download });
  link.click();
}
