// The errors of an S3 store. None holds a key's secret, a signature or a URL: what failed is named by its key.
import { FunctionLinkError } from "../core.js";
import { readXml, textOf } from "./s3-xml.js";

/** @import { FunctionLinkErrorCode, FunctionLinkErrorFields, StorageFault } from "../index.d.ts" */

const SAFE_CODE = /^[A-Za-z0-9._-]{1,64}$/;
const SAFE_ID = /^[\w.:/+=-]{1,128}$/;
const MOST_ERROR_BYTES = 64 * 1024;

/** @typedef {{ code: "NETWORK" | "TIMEOUT" | "TRUNCATED" | "HTTP_STATUS" | "PROTOCOL", words: string, isPassing: boolean, status?: number, storage?: StorageFault }} Fault */

// Thrown within these files alone. The caller knows what was being done, and says it.
export class S3Fault {
  // Which attempt failed.
  attempt = 1;

  /** @param {Fault} fault */
  constructor(fault) {
    this.fault = fault;
  }

  get status() {
    return this.fault.status;
  }

  get code() {
    return this.fault.storage?.code;
  }
}

/** @param {string} words */
export const protocolFault = (words) => new S3Fault({ code: "PROTOCOL", words, isPassing: false });
/** @param {string} words */
export const truncatedFault = (words) => new S3Fault({ code: "TRUNCATED", words, isPassing: true });
/** @param {number} milliseconds */
export const timeoutFault = (milliseconds) =>
  new S3Fault({ code: "TIMEOUT", words: `the store was silent for ${milliseconds} ms`, isPassing: true });

// A fetch that rejected. Its own words may show the URL; the system's code does not.
/** @param {unknown} error */
export function networkFault(error) {
  const { code, cause } = /** @type {{ code?: unknown, cause?: { code?: unknown } }} */ (error ?? {});
  const system = [cause?.code, code].find((one) => typeof one === "string" && /^[A-Z0-9_]{2,40}$/.test(one));
  const words = `the store could not be reached${system ? ` (${system})` : ""}`;
  return new S3Fault({ code: "NETWORK", words, isPassing: true });
}

// 501 is said of a header that a store does not know: it stays.
/** @param {number} status */
const isPassingStatus = (status) => (status >= 500 && status !== 501) || status === 429 || status === 408;
const PASSING_CODES = ["SlowDown", "RequestTimeout", "ConditionalRequestConflict", "OperationAborted", "InternalError"];

// `body` is the reply's XML, or a part of it.
/** @param {number} status @param {string} body @param {string | null} header the request's id in the reply's header */
export function statusFault(status, body, header) {
  const root = body.length <= MOST_ERROR_BYTES ? readXml(body) : undefined;
  const error = root?.name === "Error" ? root : undefined;
  const code = safe(error && textOf(error, "Code"), SAFE_CODE);
  const requestId = safe(header, SAFE_ID) ?? safe(error && textOf(error, "RequestId"), SAFE_ID);
  const storage = code || requestId ? { ...(code && { code }), ...(requestId && { requestId }) } : undefined;
  const isPassing = isPassingStatus(status) || PASSING_CODES.includes(code ?? "");
  const words = `the store answered with HTTP status ${status}${code ? ` (${code})` : ""}`;
  return new S3Fault({ code: "HTTP_STATUS", words, isPassing, status, ...(storage && { storage }) });
}

/** @param {string | null | undefined} text @param {RegExp} pattern */
const safe = (text, pattern) => (text && pattern.test(text) ? text : undefined);

/** @param {unknown} error @param {string} what @returns {unknown} */
export const readFailure = (error, what) => (error instanceof S3Fault ? said(error.fault, what) : error);

/** @param {unknown} error @param {string} what @returns {unknown} */
export const writeFailure = (error, what) =>
  error instanceof S3Fault ? said(error.fault, what, "WRITE_FAILED") : error;

/** @param {Fault} fault @param {string} what @param {FunctionLinkErrorCode} [code] */
function said({ words, isPassing, status, storage, ...fault }, what, code = fault.code) {
  /** @type {FunctionLinkErrorFields} */
  const fields = { code, retryable: isPassing, advice: adviceFor(status, storage?.code), peer: "storage" };
  if (status !== undefined) fields.status = status;
  if (storage) fields.storage = storage;
  return new FunctionLinkError(`could not ${what}: ${words}`, fields);
}

/** @param {number | undefined} status @param {string | undefined} code */
function adviceFor(status, code) {
  if (code === "RequestTimeTooSkewed") return "Set this machine's clock: the store refuses signatures of another time.";
  if (code === "SignatureDoesNotMatch")
    return "Check secretAccessKey and region, and whether a proxy changes requests.";
  if (code === "NoSuchBucket") return "Check bucket and endpoint: the archive does not make the bucket.";
  if (status === 401 || status === 403)
    return "Check the access key, and that it may do s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket on the bucket.";
  if (status !== undefined && !isPassingStatus(status))
    return "Look at status and storage.code, and check endpoint, bucket and region.";
  return "Try again; if it repeats, check endpoint and the network between this machine and the store.";
}
