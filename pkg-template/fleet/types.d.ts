// The shapes that the files of this folder pass to each other and to the module.
import type { DriftStatus, SnapshotRow, SnapshotSummary } from "../fleet.d.ts";
import type { Comparison, Manifest } from "../fleet-bindings.js";

/** The loaded module: its handles, each bound to the instance that made it. */
export interface FleetModule {
  manifest(): Manifest;
  comparison(): Comparison;
}

/** The first line of a snapshot. */
export interface SnapshotHead {
  version: 1;
  id: string;
  startedAt: string;
  previous?: string;
}

/** A line of a snapshot's file. */
export type ManifestLine =
  | { head: SnapshotHead; row?: undefined; summary?: undefined }
  | { row: SnapshotRow; head?: undefined; summary?: undefined }
  | { summary: SnapshotSummary; head?: undefined; row?: undefined };

export type SideName = "before" | "after";

/** How far a comparison has come: what it says of the next rows, and what it needs. */
export interface ComparisonStep {
  verdicts: Verdict[];
  /** The side whose rows are used up. */
  wants: SideName | null;
  /** The side with a malformed row, the row's number and what is wrong with it. */
  refused: SideName | null;
  row: number;
  what: string;
}

/** What became of the next row of one side, or of both. */
export interface Verdict {
  before: boolean;
  after: boolean;
  /** null: rows of the other side say it. */
  status: DriftStatus | null;
  errorOf: "row" | "merchant" | "environment" | null;
  errorSide: SideName | null;
}
