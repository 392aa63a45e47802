// A Response's body that has a few hundred bytes, read to its end.
import { isBuffer } from "./bytes.js";
import { quietly } from "./settled.js";

function readerOf(body) {
  if (typeof body.getReader === "function") {
    const reader = body.getReader();
    return { read: () => reader.read(), cancel: () => reader.cancel(), release: () => reader.releaseLock() };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { read: () => iterator.next(), cancel: () => iterator.return?.(), release() {} };
}

function bytesOf(piece) {
  if (ArrayBuffer.isView(piece)) return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  return isBuffer(piece) ? new Uint8Array(piece) : undefined;
}

function joined(pieces, length) {
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export class ShortBody {
  // Its bytes; `null` as soon as there are more than `most`, `undefined` where it is no body. Rejects where it breaks off.
  async read(response, most, isDeclared) {
    // What has a declared length is no longer than that, and runtimes read it faster by themselves.
    if (isDeclared && typeof response.arrayBuffer === "function") {
      const whole = new Uint8Array(await response.arrayBuffer());
      return whole.length > most ? null : whole;
    }
    const { body } = response;
    if (body === null || body === undefined) return new Uint8Array(0);
    try {
      this.reader = readerOf(body);
    } catch {
      return undefined;
    }
    const pieces = [];
    let length = 0;
    for (;;) {
      const { done, value } = await this.reader.read();
      if (done) break;
      const piece = bytesOf(value);
      if (!piece) return undefined;
      length += piece.length;
      if (length > most) return null;
      pieces.push(piece);
    }
    // The lock of a body that has come to its end is in nobody's way.
    this.reader = undefined;
    return joined(pieces, length);
  }

  // Lets go of what was not read to its end.
  cancel() {
    const { reader } = this;
    if (!reader) return;
    this.reader = undefined;
    const cancel = async () => reader.cancel();
    quietly(cancel());
    try {
      reader.release();
    } catch {
      // A reader of another kind: it has no lock, or keeps it.
    }
  }
}
