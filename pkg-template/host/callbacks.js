// A caller's onStart and onProgress, called in the async context of their call. One that throws ends the call; its promise is not
// waited for, but its rejection ends the call, too.
import { Stop } from "./stop.js";

export class Callbacks {
  #given;
  #context;
  #end;
  // The count of the last event of progress.
  told;

  constructor(given, context, end) {
    this.#given = given;
    this.#context = context;
    this.#end = end;
  }

  progress(bytes, total) {
    this.told = bytes;
    this.call("onProgress", { transferredBytes: bytes, ...(total === undefined ? {} : { totalBytes: total }) });
  }

  call(name, event) {
    const callback = this.#given[name];
    if (callback === undefined) return;
    const failed = (reason) => this.#end(new Stop("callback", { reason, words: `options.${name}` }));
    try {
      const returned = this.#context.run(() => callback(event));
      if (typeof returned === "object" && returned !== null) new Promise((resolve) => resolve(returned)).catch(failed);
    } catch (reason) {
      failed(reason);
    }
  }
}
