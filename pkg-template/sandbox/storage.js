// The storage host: GET /{merchant}/{env}/{function}/{function}_LATEST.zip?sign=…, with the responses of Tencent COS.
import { Counter } from "./counter.js";
import { FAULTS } from "./faults.js";
import { requireFunction } from "./known.js";
import { Signer } from "./signature.js";
import { denied, objectResponse, xml } from "./stored-object.js";

/** @import { SandboxFunction, SandboxRequest } from "../sandbox.d.ts" */
/** @import { Merchant, Merchants } from "./merchants.js" */
/** @import { PackageShelf } from "./packages.js" */

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
  /** @param {Merchant} merchant @param {SandboxFunction} cloudFunction @param {URL} callUrl */
  async sign({ folder }, { env, functionName }, callUrl) {
    const origin = LOOPBACK.test(callUrl.hostname) ? callUrl.origin : STORAGE_ORIGIN;
    const [merchant, environment, name] = [folder, env, functionName].map(encodeURIComponent);
    return origin + (await this.#signer.sign(`/${merchant}/${environment}/${name}/${name}_LATEST.zip`));
  }

  // `seen` gets whose function is asked for.
  /** @param {Request} request @param {URL} url @param {Merchants} merchants @param {SandboxRequest} seen */
  async answer(request, url, merchants, seen) {
    if (request.method !== "GET" && request.method !== "HEAD") return xml(405, "MethodNotAllowed", "Use GET.");
    const { signature, refused } = await this.#signer.check(url);
    if (refused) return denied(refused);

    const [folder, env, functionName] = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const merchant = merchants.byFolder(folder);
    const cloudFunction = merchant?.function(env, functionName);
    Object.assign(seen, { authorizerAppid: merchant?.authorizerAppid, env, functionName });
    if (!cloudFunction) return xml(404, "NoSuchKey", "The specified key does not exist.");
    requireFunction(cloudFunction);
    const stored = await this.#shelf.of(cloudFunction);
    const fault = cloudFunction.download && FAULTS[cloudFunction.download];
    return fault ? fault(request, stored, this.#served.next(signature)) : objectResponse(request, stored);
  }
}
