// Works on items, some at a time. After a failure no further item is begun; what is under way is waited for.
/**
 * @template Item
 * @param {Iterable<Item>} items
 * @param {number} atOnce
 * @param {(item: Item) => Promise<unknown>} work
 */
export async function together(items, atOnce, work) {
  const left = items[Symbol.iterator]();
  /** @type {{ reason: unknown } | undefined} */
  let failure;
  const worker = async () => {
    for (let step = left.next(); !step.done && !failure; step = left.next()) {
      try {
        await work(step.value);
      } catch (reason) {
        failure ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure) throw failure.reason;
}
