// An operator's hand on a page: what it presses and types is counted.
import assert from "node:assert/strict";

const MOST_TABS = 30;

export class Hand {
  keystrokes = 0;
  presses = 0;

  constructor(page) {
    this.page = page;
  }

  async type(text) {
    this.keystrokes += [...text].length;
    await this.page.keyboard.type(text);
  }

  async key(name) {
    this.keystrokes += 1;
    await this.page.keyboard.press(name);
  }

  async press(selector) {
    this.presses += 1;
    await this.page.click(selector);
  }

  // Presses Tab until the element has the focus.
  async tabTo(selector) {
    const isThere = () => this.page.evaluate((selector) => document.activeElement.matches(selector), selector);
    for (let tabs = 0; !(await isThere()); tabs++) {
      assert.ok(tabs < MOST_TABS, `Tab does not reach ${selector}`);
      await this.key("Tab");
    }
  }

  toString() {
    return `${this.presses} presses of the mouse and ${this.keystrokes} keystrokes`;
  }
}
