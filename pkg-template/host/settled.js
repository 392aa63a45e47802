// Tells the module how a promise ended, by the numbers of what waits for it.
export function tellWhenSettled(promise, index, generation, tell) {
  Promise.resolve(promise).then(
    (value) => tell(index, generation, true, value),
    (reason) => tell(index, generation, false, reason),
  );
}

// Nobody waits for it, but a rejection has to find somebody.
export function quietly(promise) {
  Promise.resolve(promise).catch(() => {});
}

// The end of a call: what load.js made of it knows what to do.
export function settle(settled, isFulfilled, value) {
  settled(isFulfilled, value);
}
