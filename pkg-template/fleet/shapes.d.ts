// Written by the build from the crate.
import type { DriftStatus } from "../fleet.d.ts";

/** A field's name, and the fields of a record in it. */
export type Field = [name: string, fields?: Field[]];

export const HEAD: Field[];
export const ROW: Field[];
export const SUMMARY: Field[];
export const DRIFT_STATUSES: DriftStatus[];
