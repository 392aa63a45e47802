// The shapes that the files of this folder pass to each other and to the module.
import type { Archive, ByteSource, DriftStatus, SnapshotRow, SnapshotSummary } from "../fleet.d.ts";
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

/** Where an archive keeps what it holds. Names have been checked. */
export interface Stores {
  blobs: {
    sizeOf(checksum: string): Promise<number | undefined>;
    put(checksum: string, source: ByteSource): Promise<{ size: number; stored: boolean }>;
    get: Archive["get"];
  };
  snapshots: {
    /** The summaries, newest first. */
    all(): Promise<SnapshotSummary[]>;
    /** The summary of a snapshot; undefined where it is not finished. */
    find(id: string): Promise<SnapshotSummary | undefined>;
    /** What a finished snapshot holds. */
    records(id: string): AsyncIterable<{ row?: SnapshotRow }>;
    /** Publishes a snapshot. False where it is there already. */
    write(summary: SnapshotSummary, lines: AsyncIterable<string>): Promise<boolean>;
  };
  parts: {
    write: Archive["writePart"];
    list: Archive["parts"];
    /** The rows of all parts, in any order. */
    rows(id: string): AsyncIterable<SnapshotRow>;
    /** The snapshots that have parts. */
    ids(): Promise<string[]>;
    /** Removes a finished snapshot's parts; what cannot be removed stays. */
    remove(id: string): Promise<void>;
  };
}
