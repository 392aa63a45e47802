// Deflate streams that are the same on every machine, which no zlib promises.

/** Writes bits, the lowest first. */
class Bits {
  /** @type {number[]} */
  #bytes = [];
  #held = 0;
  #count = 0;

  /** A number, its lowest bit first. @param {number} value @param {number} length */
  number(value, length) {
    for (let bit = 0; bit < length; bit += 1) {
      this.#held |= ((value >> bit) & 1) << this.#count;
      this.#count += 1;
      if (this.#count === 8) this.#flush();
    }
  }

  /** A Huffman code, its highest bit first. @param {number} value @param {number} length */
  code(value, length) {
    for (let bit = length - 1; bit >= 0; bit -= 1) this.number((value >> bit) & 1, 1);
  }

  #flush() {
    this.#bytes.push(this.#held);
    this.#held = 0;
    this.#count = 0;
  }

  end() {
    if (this.#count > 0) this.#flush();
    return Buffer.from(this.#bytes);
  }
}

/** The codes that deflate fixes (RFC 1951, 3.2.6). @param {Bits} bits @param {number} symbol */
function fixed(bits, symbol) {
  if (symbol < 144) bits.code(0x30 + symbol, 8);
  else if (symbol < 256) bits.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) bits.code(symbol - 256, 7);
  else bits.code(0xc0 + symbol - 280, 8);
}

/** One block of literals. @param {Uint8Array} data */
export function deflated(data) {
  const bits = new Bits();
  bits.number(0b011, 3);
  for (const byte of data) fixed(bits, byte);
  fixed(bits, 256);
  return bits.end();
}

/** One literal, then a copy of three bytes from further back than there are any. */
export function tooFar() {
  const bits = new Bits();
  bits.number(0b011, 3);
  fixed(bits, 0x61);
  fixed(bits, 257);
  bits.code(4, 5); // 5 or 6 back
  bits.number(1, 1);
  fixed(bits, 256);
  return bits.end();
}

/** `1 + 258 × runs` zeros, at four runs a byte: 1032:1, deflate's limit. @param {number} runs */
export function zeros(runs) {
  const bits = new Bits();
  bits.number(0b101, 3);
  bits.number(286 - 257, 5);
  bits.number(0, 5); // one distance
  // The order of the lengths of code lengths is 16, 17, 18, 0, 8, 7, …, 2, 14, 1, 15: eighteen of them.
  bits.number(18 - 4, 4);
  /** @type {{ [symbol: number]: number }} */
  const lengths = { 0: 2, 1: 2, 2: 2, 18: 2 };
  for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1])
    bits.number(lengths[symbol] ?? 0, 3);
  // Codes of two bits, by their symbols: 0, 1, 2, 18.
  /** @param {number} symbol */
  const length = (symbol) => bits.code([0, 1, 2, 18].indexOf(symbol), 2);
  /** @param {number} count */
  const unused = (count) => (length(18), bits.number(count - 11, 7));
  length(2); // the literal zero
  unused(138);
  unused(117);
  length(2); // the end
  unused(28);
  length(1); // a run of 258
  length(1); // the distance 1
  bits.code(0b10, 2);
  for (let run = 0; run < runs; run += 1) {
    bits.code(0, 1);
    bits.code(0, 1);
  }
  bits.code(0b11, 2);
  return bits.end();
}

const CRCS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** CRC-32. @param {Uint8Array} data */
export function crc32(data) {
  let crc = -1;
  for (const byte of data) crc = (crc >>> 8) ^ CRCS[(crc ^ byte) & 255];
  return ~crc >>> 0;
}
