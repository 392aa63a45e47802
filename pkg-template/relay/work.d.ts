import type { RelayPolicy } from "../bindings.js";
import type { AuditEntry } from "./audit.js";
import type { readOptions } from "./options.js";
import type { Failure } from "./responses.js";

/** The names of a request's body, as the policy has read them. */
export type Asked = { env?: string; functionName?: string; authorizerAppid?: string };

/** The body of a request, as the policy has read it. */
export type Body = Asked & { limit?: number; offset?: number; downloadId?: string };

/** A request that the policy, `authorize` and the limits have admitted, with what its response is made from. */
export type Work = {
  policy: () => RelayPolicy;
  settings: ReturnType<typeof readOptions>;
  entry: AuditEntry;
  asked: Asked;
  page: { limit: number | undefined; offset: number | undefined };
  signal: AbortSignal | undefined;
  leave(): void;
  keep(downloadId: string, failure: Failure): void;
};
