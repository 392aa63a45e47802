// A stream that keeps its last piece until it is closed, and closing means that the checksum matched: nobody who reads it can
// see a whole wrong package, and an abort breaks it. Pieces are made when they are asked for, so a slow reader slows the source.
export function heldBack({ cancelled }) {
  let controller;
  let held;
  let ask;
  let asked = new Promise((resolve) => (ask = resolve));

  async function pass() {
    if (held === undefined) return;
    await asked;
    asked = new Promise((resolve) => (ask = resolve));
    controller.enqueue(held);
    held = undefined;
  }

  const readable = new ReadableStream({
    start: (own) => void (controller = own),
    pull: () => ask(),
    cancel(reason) {
      ask();
      cancelled(reason);
    },
  }, { highWaterMark: 0 });
  const writable = new WritableStream({
    async write(piece) {
      if (piece.byteLength === 0) return; // held back in the last piece's place, it would let that go
      await pass();
      held = piece;
    },
    async close() {
      await pass();
      controller.close();
    },
    abort: () => controller.error(new Error("the package broke off")),
  });
  return { readable, writable };
}
