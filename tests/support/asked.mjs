// What a sandbox was asked, for its option `onRequest`: calls by merchant and path, and the most calls in any second.

/** @import { SandboxRequest } from "wechat-function-link/sandbox" */

export class Asked {
  /** @type {SandboxRequest[]} */
  requests = [];

  onRequest = (/** @type {SandboxRequest} */ request) => void this.requests.push(request);

  /** @param {Partial<SandboxRequest>} [like] */
  count(like = {}) {
    const wanted = /** @type {[keyof SandboxRequest, unknown][]} */ (Object.entries(like));
    return this.requests.filter((request) => wanted.every(([name, value]) => request[name] === value)).length;
  }

  // The most calls of the platform that arrived within any 1000 ms.
  mostInASecond() {
    const times = this.requests.filter(({ to }) => to === "platform").map(({ at }) => at);
    times.sort((a, b) => a - b);
    let first = 0;
    let most = 0;
    times.forEach((at, last) => {
      while (at - times[first] >= 1000) first++;
      most = Math.max(most, last - first + 1);
    });
    return most;
  }
}
