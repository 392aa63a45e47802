// A set of texts of 32 hexadecimal digits, in 16 bytes each and as many free ones: a set of strings takes six times that.
const WORDS = 4;
const DIGITS_OF_WORD = 8;
const LEAST = 1024;
// How full the table gets before it is doubled.
const LOAD = 0.7;

export class DigitSet {
  #size = 0;
  // Four words a place. A place of zeros is free: no digest is that.
  #table = new Uint32Array(LEAST * WORDS);

  get size() {
    return this.#size;
  }

  /** @param {string} digits */
  has(digits) {
    return this.#holds(this.#placeOf(wordsOf(digits)));
  }

  // Whether the digits are new.
  /** @param {string} digits */
  add(digits) {
    const words = wordsOf(digits);
    const place = this.#placeOf(words);
    if (this.#holds(place)) return false;
    this.#table.set(words, place);
    this.#size++;
    if (this.#size > (this.#table.length / WORDS) * LOAD) this.#grow();
    return true;
  }

  /** @param {number} place */
  #holds(place) {
    const table = this.#table;
    return (table[place] | table[place + 1] | table[place + 2] | table[place + 3]) !== 0;
  }

  // Where the words are, or where they belong.
  /** @param {Uint32Array} words */
  #placeOf(words) {
    const table = this.#table;
    const most = table.length - 1;
    for (let place = (words[0] * WORDS) & most; ; place = (place + WORDS) & most) {
      const isSame = words.every((word, index) => table[place + index] === word);
      if (isSame || !this.#holds(place)) return place;
    }
  }

  #grow() {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      const words = old.subarray(at, at + WORDS);
      if (words.some((word) => word !== 0)) this.#table.set(words, this.#placeOf(words));
    }
  }
}

/** @param {string} digits */
const wordsOf = (digits) =>
  Uint32Array.from({ length: WORDS }, (_, index) =>
    Number.parseInt(digits.slice(index * DIGITS_OF_WORD, (index + 1) * DIGITS_OF_WORD), 16),
  );
