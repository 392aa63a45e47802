// What a job has learned before its merchant had to rest: the job keeps it in its data, and asks for nothing twice.
import { Calls } from "../fleet/calls.js";

/** @import { Asking, EnvironmentName, FunctionName } from "../fleet/calls.js" */
/** @import { FunctionInfo } from "../index.d.ts" */

/** @typedef {{ functions?: FunctionInfo[], checksums: [functionName: string, checksum: string][] }} Memo */

export class RememberingCalls extends Calls {
  /** @type {FunctionInfo[] | undefined} */
  #functions;
  /** @type {Map<string, string>} */
  #checksums;

  /** @param {Asking} asking @param {Memo} [memo] */
  constructor(asking, memo) {
    super(asking);
    this.#functions = memo?.functions;
    this.#checksums = new Map(memo?.checksums);
  }

  get memo() {
    return { functions: this.#functions, checksums: [...this.#checksums] };
  }

  /** @override @param {EnvironmentName} name @returns {Promise<FunctionInfo[]>} */
  async functions(name) {
    this.#functions ??= await super.functions(name);
    return this.#functions;
  }

  /** @override @param {FunctionName} name @returns {Promise<string>} */
  async checksum(name) {
    const { functionName } = name;
    const known = this.#checksums.get(functionName) ?? (await super.checksum(name));
    this.#checksums.set(functionName, known);
    return known;
  }
}
