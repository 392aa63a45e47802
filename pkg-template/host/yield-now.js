// Yields to the event loop once. Prefers setImmediate: Deno runs neither timers nor the network between messages. Browsers throttle timers
// in a background tab, but not messages.
/** @returns {Promise<void>} */
export function yieldNow() {
  const { setImmediate } = globalThis;
  if (typeof setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
