// Imitations of buffers, and buffers that lost their bytes. None of them is ever verified.
/** @param {string} tag @param {object} [fields] */
const tagged = (tag, fields) => ({ [Symbol.toStringTag]: tag, ...fields });

/**
 * @param {(new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView) & { BYTES_PER_ELEMENT?: number }} View
 */
function outOfBounds(View) {
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  const view = new View(buffer, 8, 8 / (View.BYTES_PER_ELEMENT ?? 1));
  buffer.resize(8);
  return view;
}

// Follows its buffer's length, and begins behind its end now.
function behindTheEnd() {
  const buffer = new ArrayBuffer(16, { maxByteLength: 32 });
  const view = new Uint8Array(buffer, 12);
  buffer.resize(8);
  return view;
}

/** @template Made @param {(buffer: ArrayBuffer) => Made} make */
function detached(make) {
  const buffer = new ArrayBuffer(8);
  const made = make(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return made;
}

/** @type {{ [what: string]: () => unknown }} */
export const FALSE_BUFFERS = {
  "an object that says it is an ArrayBuffer": () => tagged("ArrayBuffer", { byteLength: 3 }),
  "one without a length": () => tagged("ArrayBuffer"),
  "one of length 0": () => tagged("ArrayBuffer", { byteLength: 0 }),
  "one of length -1": () => tagged("ArrayBuffer", { byteLength: -1 }),
  "one whose length is a text": () => tagged("ArrayBuffer", { byteLength: "3" }),
  "one whose length is NaN": () => tagged("ArrayBuffer", { byteLength: NaN }),
  "one of 2⁵³ bytes": () => tagged("ArrayBuffer", { byteLength: 2 ** 53 }),
  "one that is like an array of the right bytes": () =>
    tagged("ArrayBuffer", { byteLength: 3, length: 3, 0: 97, 1: 98, 2: 99 }),
  "one whose length throws": () =>
    Object.defineProperty(tagged("ArrayBuffer"), "byteLength", {
      get() {
        throw new Error("boom");
      },
    }),
  "an object that says it is a SharedArrayBuffer": () => tagged("SharedArrayBuffer", { byteLength: 3 }),
  "an object that says it is a Uint8Array": () =>
    tagged("Uint8Array", { byteLength: 3, byteOffset: 0, length: 3, buffer: new ArrayBuffer(3) }),
  "an object that says it is a DataView": () =>
    tagged("DataView", { byteLength: 3, byteOffset: 0, buffer: new ArrayBuffer(3) }),
  "an object that says it is a Blob": () => tagged("Blob", { size: 3 }),
  "an object that says it is a Response": () => tagged("Response", { status: 200 }),
  "an object that says it is a ReadableStream": () => tagged("ReadableStream", { locked: false }),
  "an object whose tag throws": () => ({
    get [Symbol.toStringTag]() {
      throw new Error("boom");
    },
    byteLength: 3,
  }),
  "an heir of Uint8Array's prototype": () => Object.create(Uint8Array.prototype),
  "an heir of DataView's prototype": () => Object.create(DataView.prototype),
  "an heir of ArrayBuffer's prototype": () => Object.create(ArrayBuffer.prototype),
  "an heir of a Uint8Array": () => Object.create(new Uint8Array([97, 98, 99])),
  "a Proxy of a Uint8Array": () => new Proxy(new Uint8Array([97, 98, 99]), {}),
  "a Proxy of an ArrayBuffer": () => new Proxy(new ArrayBuffer(3), {}),
  "an array of the right bytes": () => [97, 98, 99],
  "a Map": () => new Map(),
  "a view out of its buffer's bounds": () => outOfBounds(Uint8Array),
  "a DataView out of its buffer's bounds": () => outOfBounds(DataView),
  "a Float64Array out of its buffer's bounds": () => outOfBounds(Float64Array),
  "a view behind its buffer's end": behindTheEnd,
  "a view of a detached buffer": () => detached((buffer) => new Uint8Array(buffer)),
  "a DataView of a detached buffer": () => detached((buffer) => new DataView(buffer)),
  "a detached buffer": () => detached((buffer) => buffer),
};
