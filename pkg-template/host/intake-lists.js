// Reads the requests and options of lists and quotas, as `intake.js` does those of links.
import { LINK_TIMEOUT_MS, PAGE_SIZE } from "./defaults.js";
import { Intake, takeCall, takeRequest } from "./intake.js";
import * as kinds from "./kinds.js";

/** @param {unknown} request @param {unknown} options @param {"env" | "path"} name */
function take(request, options, name) {
  const intake = new Intake();
  takeRequest(intake, request, [name]);
  takeCall(intake, intake.reader(options, "options"), LINK_TIMEOUT_MS);
  return intake.done();
}

// listEnvironments
/** @param {unknown} request @param {unknown} options */
export const takeEnvironments = (request, options) => take(request, options, "env");

// getQuota
/** @param {unknown} request @param {unknown} options */
export const takeQuota = (request, options) => take(request, options, "path");

// listFunctions: returns what each page's call takes.
/** @param {unknown} request @param {unknown} options */
export function takeFunctions(request, options) {
  const intake = new Intake();
  takeRequest(intake, request, ["env"]);
  const read = intake.reader(options, "options");
  takeCall(intake, read, LINK_TIMEOUT_MS);
  const pageSize = read("pageSize", kinds.count) ?? PAGE_SIZE;
  const { record, given } = intake;
  return {
    signal: given.signal,
    page(offset = 0, limit = pageSize) {
      Object.assign(record, { limit, offset });
      return intake.done();
    },
  };
}
