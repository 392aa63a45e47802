// The calls of this entry: arguments are read at the call, then the module is loaded and driven step by step.
import { compareSources } from "./compare.js";
import { invalidArgument } from "./failures.js";
import { inspectArrived, inspectSource } from "./inspect.js";
import { rest } from "./module.js";
import { readFrom } from "./read.js";
import { takeCompare, takeInspect, takeRead } from "./taken.js";
import { unpackInto } from "./unpack.js";
import { Work } from "./work.js";

export function callsBy(load) {
  async function begin(taken, job) {
    const work = new Work();
    try {
      return await work.do(taken.signal, async () => {
        if (taken.refused !== undefined) throw invalidArgument(taken.refused);
        const module = load.core ?? (await load());
        work.check();
        const call = { __proto__: null, module, work, ...taken };
        for (const { tree } of taken.sources ?? []) tree?.prepare(call);
        return job(call);
      });
    } finally {
      rest(load.core);
    }
  }

  return {
    inspectPackage: (source, options) => begin(takeInspect(source, options), inspectSource),
    comparePackages: (before, after, options) => begin(takeCompare(before, after, options), compareSources),
    readEntry: (source, path, options) => begin(takeRead(source, path, options), readFrom),
    unpack: (taken, into) => begin({ __proto__: null, ...taken, into }, unpackInto),
    inspectArrived: (arrived, checksum, signal) =>
      begin({ __proto__: null, arrived, checksum, signal }, inspectArrived),
  };
}
