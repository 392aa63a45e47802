// The responses that are JSON: a link, environments, a page of functions.
import { beginEnvironments, beginFunctions, beginLink, takeFunctions } from "../core.js";
import { ANSWER_HEADERS, JSON_TYPE, upstreamError } from "./responses.js";

/** @import { RelayAuditEntry } from "../relay.d.ts" */
/** @import { Work } from "./work.d.ts" */

/** @param {Work} work */
export async function answerLink(work) {
  const link = await upstream(work, (request, options) => beginLink(request, options).promise);
  const { url, expiresAt, ...rest } = link;
  const { revealUrl } = work.settings;
  return answer(work, { ...rest, expiresAt, ...(revealUrl ? { url } : {}) }, { checksum: link.checksum });
}

/** @param {Work} work */
export async function answerEnvironments(work) {
  const environments = await upstream(work, (request, options) => beginEnvironments(request, options).promise);
  return answer(work, { environments });
}

/** @param {Work} work */
export async function answerFunctions(work) {
  const { limit, offset } = work.page;
  /** @param {object} request @param {object} options */
  const begin = (request, options) => beginFunctions(takeFunctions(request, options).page(offset, limit)).promise;
  return answer(work, await upstream(work, begin));
}

/**
 * @template Value
 * @param {Work} work
 * @param {(request: object, options: object) => Promise<Value>} begin
 */
function upstream({ policy, settings, asked, signal }, begin) {
  const { accessToken, call } = settings;
  return begin({ accessToken, ...asked }, { ...call, signal }).catch((error) => {
    throw upstreamError(error, policy(), asked);
  });
}

/** @param {Work} work @param {object} value @param {Partial<RelayAuditEntry>} [known] */
function answer({ leave, entry }, value, known) {
  const response = Response.json(value, { headers: { ...ANSWER_HEADERS, ...JSON_TYPE } });
  leave();
  entry.ended(200, known);
  return response;
}
