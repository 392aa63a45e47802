// What the report writes into its page.
import type { DriftStatus, RowError, SnapshotSummary } from "../../../fleet.d.ts";

export type Language = "en" | "zh-CN";

/** A package. null, where the snapshot does not say it. */
export type PackageFacts = [
  checksum: string,
  size: number | null,
  modTime: string | null,
  contentDigest?: string | null,
  runtime?: string | null,
];

/** A function, or with `name` 0 an environment's list. `status` is a place in `statuses`, `error` one in `errors`. */
export type RowFacts = [
  name: string | 0,
  status: number,
  before?: PackageFacts | 0,
  after?: PackageFacts | 0,
  error?: number,
];

/** A merchant's rows by environment; with 0 its list of environments. */
export type MerchantFacts = [authorizerAppid: string, environments: [env: string | 0, rows: RowFacts[]][]];

export type ErrorFacts = RowError & { chinese: { message: string; advice: string } };

export interface ReportData {
  language: Language;
  statuses: DriftStatus[];
  before?: SnapshotSummary;
  after: SnapshotSummary;
  merchants: MerchantFacts[];
  errors: ErrorFacts[];
  counts: Record<DriftStatus, number>;
}

/** A row of the page. */
export interface Row {
  authorizerAppid: string;
  env: string | undefined;
  name: string | undefined;
  status: DriftStatus;
  before: PackageFacts | undefined;
  after: PackageFacts | undefined;
  error: ErrorFacts | undefined;
}

/** A heading of the list and how many rows of each status are below it; or a row. */
export type Item =
  | { heading: { merchant?: string; status?: DriftStatus }; counts: Partial<Record<DriftStatus, number>> }
  | { row: Row };

/** What the reader wants to see. */
export interface Wish {
  statuses: Set<DriftStatus>;
  words: string;
  grouping: "merchant" | "status";
}
