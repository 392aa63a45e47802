// The shapes that the files of this folder pass to each other.
import type { Colors } from "picocolors/types";
import type { Drift, DriftStatus, RowError, SnapshotSummary } from "../../fleet.d.ts";

export type Counts = Record<DriftStatus, number>;

/** What a report is of. `counts` counts up while the drifts are written. */
export interface Subject {
  /** Absent where the snapshot is compared with none: then the report shows only what failed. */
  before?: SnapshotSummary | undefined;
  after: SnapshotSummary;
  counts: Counts;
  color: Colors;
}

/** An error in the reader's language. */
export type Words = Pick<RowError, "message" | "advice">;

/** A report in one of its formats, as parts of a text. */
export interface Report {
  begin(): string;
  drift(drift: Drift): string | Promise<string>;
  end(): string | Promise<string>;
}
