// The list: of 200,000 rows only those near the window are in the document. The page itself scrolls.
import { itemNode } from "./cells.js";
import { at, element } from "./dom.js";
import { text } from "./language.js";

/** @import { Item, Row } from "./data.d.ts" */

// Rows above and below the window.
const SPARE = 12;
// Firefox shows no element of more than 17.8 million pixels. Beyond this the scroll bar stands for more than a pixel each.
const MOST_PIXELS = 15_000_000;

export class List {
  #node = at("list");
  #rows = element("div", { role: "presentation", class: "window" });
  /** @type {Item[]} */
  #items = [];
  /** @type {"merchant" | "status"} */
  #grouping = "merchant";
  #active = -1;
  /** @type {Map<number, HTMLElement>} */
  #shown = new Map();
  #isWaiting = false;
  #open;

  // `open` shows a row's details.
  /** @param {(row: Row) => void} open */
  constructor(open) {
    this.#open = open;
    at("rows").append(this.#rows);
    addEventListener("scroll", () => this.#soon(), { passive: true });
    addEventListener("resize", () => this.#soon());
    this.#node.addEventListener("keydown", (event) => this.#key(event));
    this.#rows.addEventListener("click", ({ target }) => this.#press(/** @type {Element} */ (target)));
  }

  /** @param {Item[]} items @param {"merchant" | "status"} grouping */
  show(items, grouping) {
    this.#items = items;
    this.#grouping = grouping;
    this.#active = -1;
    // Other rows begin at their beginning.
    if (!this.#node.hidden && this.#node.getBoundingClientRect().top < 0) this.#node.scrollIntoView();
    this.#node.classList.toggle("by-status", grouping === "status");
    this.#node.setAttribute("aria-rowcount", String(items.length + 1));
    this.renew();
  }

  // Shows the same items anew, in another language.
  renew() {
    for (const node of this.#shown.values()) node.remove();
    this.#shown.clear();
    this.#node.setAttribute("aria-label", text("list"));
    this.#render();
  }

  focus() {
    this.#node.focus({ preventScroll: true });
  }

  get #rowHeight() {
    return Number.parseFloat(getComputedStyle(this.#node).getPropertyValue("--row-pixels")) || 44;
  }

  // Once a frame.
  #soon() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#render();
    });
  }

  #measured() {
    const row = this.#rowHeight;
    const total = this.#items.length * row;
    const height = Math.min(total, MOST_PIXELS);
    const rows = at("rows");
    const scrolled = Math.max(0, -rows.getBoundingClientRect().top);
    const most = Math.max(1, height - innerHeight);
    // Where the window is in a list of full height.
    const offset = total === height ? scrolled : (Math.min(scrolled, most) / most) * (total - innerHeight);
    return { row, total, height, scrolled, offset, rows };
  }

  #render() {
    const { row, height, scrolled, offset, rows } = this.#measured();
    rows.style.height = `${height}px`;
    const first = Math.max(0, Math.floor(offset / row) - SPARE);
    const last = Math.min(this.#items.length, Math.ceil((offset + innerHeight) / row) + SPARE);
    for (const [index, node] of this.#shown) {
      if (index >= first && index < last) continue;
      node.remove();
      this.#shown.delete(index);
    }
    /** @type {Element | null} */
    let next = this.#rows.firstElementChild;
    for (let index = first; index < last; index++) {
      const known = this.#shown.get(index);
      if (known) {
        next = known.nextElementSibling;
        continue;
      }
      const node = itemNode(this.#items[index], index, this.#grouping);
      this.#shown.set(index, node);
      this.#rows.insertBefore(node, next);
    }
    this.#rows.style.top = `${first * row - offset + scrolled}px`;
    this.#mark();
  }

  #mark() {
    for (const [index, node] of this.#shown) node.classList.toggle("active", index === this.#active);
    if (this.#shown.has(this.#active)) this.#node.setAttribute("aria-activedescendant", `row-${this.#active}`);
    else this.#node.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = Math.max(0, Math.min(this.#items.length - 1, index));
    const { row, total, height, rows } = this.#measured();
    const top = this.#active * row;
    const start = rows.getBoundingClientRect().top + scrollY;
    const scale = total === height ? 1 : (height - innerHeight) / (total - innerHeight);
    const head = at("head");
    const covered = getComputedStyle(head).position === "sticky" ? head.offsetHeight : 0;
    const seen = { from: (scrollY - start) / scale + covered, to: (scrollY - start) / scale + innerHeight };
    if (top < seen.from) scrollTo({ top: start + (top - covered) * scale });
    else if (top + row > seen.to) scrollTo({ top: start + (top + row - innerHeight) * scale });
    this.#render();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const page = Math.max(1, Math.floor(innerHeight / this.#rowHeight) - 3);
    /** @type {{ [key: string]: number }} */
    const moves = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#items.length - 1,
    };
    const isChosen = event.key === "Enter" || event.key === " ";
    if (event.ctrlKey || event.metaKey || event.altKey || this.#items.length === 0) return;
    if (Object.hasOwn(moves, event.key)) this.#activate(moves[event.key]);
    else if (isChosen) this.#choose(this.#active);
    else return;
    event.preventDefault();
  }

  /** @param {Element} target */
  #press(target) {
    const node = target.closest("[role=row]");
    if (!node || String(getSelection()) !== "") return;
    this.focus();
    this.#active = Number(node.getAttribute("aria-rowindex")) - 2;
    this.#mark();
    this.#choose(this.#active);
  }

  /** @param {number} index */
  #choose(index) {
    const item = this.#items[index];
    if (item && "row" in item) this.#open(item.row);
  }
}
