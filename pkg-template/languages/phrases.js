// Translates a text that consists of one phrase or several in a row. Phrases are pairs of texts with places for variable parts, such as
// `{number}`.
const PLACE = /\{(\w+)\}/;
/** @type {{ [place: string]: string }} */
const FORMS = {
  number: "-?\\d+",
  size: "\\d+",
  count: "\\d+",
  code: "\\w+",
  actual: "\\w+",
  expected: "\\w+",
  host: "[^\\s()]+",
};
const NAMES = ["who", "address"];
const ANYTHING = "[^]*";

/** @param {string} text */
const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

export class Phrases {
  /** @type {{ pattern: RegExp, places: string[], to: string }[]} */
  #phrases;
  /** @type {{ [name: string]: string }} */
  #peers;
  /** @type {(errcode: number) => string} */
  #meaningOf;

  /**
   * @param {[from: string, to: string][]} pairs
   * @param {{ [name: string]: string }} peers
   * @param {(errcode: number) => string} meaningOf
   */
  constructor(pairs, peers, meaningOf) {
    this.#peers = peers;
    this.#meaningOf = meaningOf;
    const anyPeer = Object.keys(peers)
      .sort((one, other) => other.length - one.length)
      .map(literal)
      .join("|");
    this.#phrases = pairs.map(([from, to]) => {
      // Every second part is a place's name.
      const parts = from.split(PLACE);
      const places = parts.filter((_, at) => at % 2 === 1);
      /** @param {string} name */
      const form = (name) => FORMS[name] ?? (NAMES.includes(name) ? anyPeer : ANYTHING);
      const pattern = parts.map((part, at) => (at % 2 === 1 ? `(${form(part)})` : literal(part))).join("");
      return { pattern: new RegExp(`^${pattern}`), places, to };
    });
  }

  // Undefined where a part of the text is not a phrase.
  /** @param {string} text @returns {string | undefined} */
  translated(text) {
    if (text === "") return "";
    for (const { pattern, places, to } of this.#phrases) {
      const [whole = "", ...found] = pattern.exec(text) ?? [];
      if (whole === "") continue;
      const words = this.#filled(to, Object.fromEntries(places.map((name, at) => [name, found[at]])));
      const rest = words === undefined ? undefined : this.translated(text.slice(whole.length));
      if (rest !== undefined) return words + rest;
    }
    return undefined;
  }

  /** @param {string} to @param {{ [name: string]: string | undefined }} values */
  #filled(to, values) {
    const parts = to.split(PLACE).map((part, at) => (at % 2 === 0 ? part : this.#value(part, values)));
    return parts.includes(undefined) ? undefined : parts.join("");
  }

  /** @param {string} name @param {{ [name: string]: string | undefined }} values */
  #value(name, values) {
    const value = values[name] ?? "";
    if (name === "meaning") return this.#meaningOf(Number(values.number));
    if (NAMES.includes(name)) return this.#peers[value];
    return name === "part" || name === "kind" ? this.translated(value) : value;
  }
}
