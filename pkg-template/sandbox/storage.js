// The storage host: GET /{app}/{env}/{function}/{function}_LATEST.zip?sign=…, with the responses of Tencent COS.
import { Counter } from "./counter.js";
import { FAULTS } from "./faults.js";
import { requireFunction } from "./known.js";
import { Signer } from "./signature.js";
import { denied, objectResponse, xml } from "./stored-object.js";

/** @import { SandboxFunction } from "../sandbox.d.ts" */
/** @import { PackageShelf } from "./packages.js" */

const APP = "1258717764";
const STORAGE_ORIGIN = "https://sandbox-1258717764.cos.ap-shanghai.myqcloud.com";
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export class Storage {
  #shelf;
  #signer;
  #served = new Counter();

  /** @param {{ shelf: PackageShelf, now: () => number, linkLifetimeSeconds: number }} parts */
  constructor({ shelf, now, linkLifetimeSeconds }) {
    this.#shelf = shelf;
    this.#signer = new Signer(now, linkLifetimeSeconds);
  }

  // Behind a loopback server the storage host is that server. As options.fetch it has a host name of COS.
  /** @param {SandboxFunction} cloudFunction @param {URL} callUrl */
  async sign({ env, functionName }, callUrl) {
    const origin = LOOPBACK.test(callUrl.hostname) ? callUrl.origin : STORAGE_ORIGIN;
    const [environment, name] = [encodeURIComponent(env), encodeURIComponent(functionName)];
    return origin + (await this.#signer.sign(`/${APP}/${environment}/${name}/${name}_LATEST.zip`));
  }

  /** @param {Request} request @param {URL} url @param {SandboxFunction[]} functions */
  async answer(request, url, functions) {
    if (request.method !== "GET" && request.method !== "HEAD") return xml(405, "MethodNotAllowed", "Use GET.");
    const { signature, refused } = await this.#signer.check(url);
    if (refused) return denied(refused);

    const [app, env, name] = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const cloudFunction = functions.find((known) => known.env === env && known.functionName === name);
    if (app !== APP || !cloudFunction) return xml(404, "NoSuchKey", "The specified key does not exist.");
    requireFunction(cloudFunction);
    const stored = await this.#shelf.of(cloudFunction);
    const fault = cloudFunction.download && FAULTS[cloudFunction.download];
    return fault ? fault(request, stored, this.#served.next(signature)) : objectResponse(request, stored);
  }
}
