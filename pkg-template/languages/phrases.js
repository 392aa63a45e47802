// A text that is one phrase of a list, or several in a row → the same in the other language. Phrases are pairs of texts with places, as
// `{number}`, which stand for what differs.
const PLACE = /\{(\w+)\}/;
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

const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

export class Phrases {
  #phrases;
  #peers;
  #meaningOf;

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
      const form = (name) => FORMS[name] ?? (NAMES.includes(name) ? anyPeer : ANYTHING);
      const pattern = parts.map((part, at) => (at % 2 === 1 ? `(${form(part)})` : literal(part))).join("");
      return { pattern: new RegExp(`^${pattern}`), places, to };
    });
  }

  // Undefined where a part of it is in no phrase.
  translated(text) {
    if (text === "") return "";
    for (const { pattern, places, to } of this.#phrases) {
      const [whole, ...found] = pattern.exec(text) ?? [];
      if (!whole) continue;
      const words = this.#filled(to, Object.fromEntries(places.map((name, at) => [name, found[at]])));
      const rest = words === undefined ? undefined : this.translated(text.slice(whole.length));
      if (rest !== undefined) return words + rest;
    }
    return undefined;
  }

  #filled(to, values) {
    const parts = to.split(PLACE).map((part, at) => (at % 2 === 0 ? part : this.#value(part, values)));
    return parts.includes(undefined) ? undefined : parts.join("");
  }

  #value(name, values) {
    if (name === "meaning") return this.#meaningOf(Number(values.number));
    if (NAMES.includes(name)) return this.#peers[values[name]];
    return name === "part" || name === "kind" ? this.translated(values[name]) : values[name];
  }
}
