// The exports of the package entry's module and the loading of it, as wasm-bindgen writes them (`package/src/host`).
import type { PathKind } from "./package/types.d.ts";
import type { ZipBytes } from "./package/zip-bytes.js";

export function initSync(options: { module: WebAssembly.Module }): void;
/** Puts a fresh instance of the same module in the place of the last one. */
export function __wbg_reset_state(): void;
export function memoryBytes(): number;

export class Inspection {
  static ofZip(maxBytes: number | undefined, maxEntries: number | undefined, isWhole: boolean): Inspection;
  static ofTree(maxBytes: number | undefined, maxEntries: number | undefined): Inspection;
  free(): void;
  step(zip: ZipBytes): boolean;
  beginEntry(path: string, kind: string, isExecutable: boolean, modifiedMs: number | undefined): boolean;
  chunk(chunk: Uint8Array): boolean;
  endEntry(): void;
  finish(): Inspection;
  notZip(): string | undefined;
  refusal(path?: string): string | undefined;
  extractRefusal(skipsSymlinks: boolean): number | undefined;
  find(path: string): PathKind;
  indexOf(path: string): number | undefined;
  sizeAt(index: number): number;
  head(): string;
  entries(from: number): string;
  findings(from: number): string;
}

export class Reader {
  free(): void;
  begin(inspection: Inspection, index: number, zip: ZipBytes): void;
  next(zip: ZipBytes): Uint8Array | undefined;
  refusal(): string | undefined;
}

export class Sha256 {
  free(): void;
  update(bytes: Uint8Array): void;
  digits(): string;
}

export class Patterns {
  constructor(patterns: string[]);
  free(): void;
  malformed(): string | undefined;
  ignores(path: string): boolean;
}

export class Comparison {
  constructor(
    before: Inspection,
    after: Inspection,
    patterns: Patterns,
    modes: boolean,
    ignoreCrAtEol: boolean,
    leavesOutPatches: boolean,
  );
  free(): void;
  nextPair(): boolean;
  indexIn(isAfter: boolean): number | undefined;
  takeChunk(isAfter: boolean, chunk: Uint8Array): boolean;
  takeFrom(isAfter: boolean, reader: Reader, zip: ZipBytes): boolean;
  conclude(): string;
  files(before: Inspection, after: Inspection, from: number): string;
  dependencies(from: number): string;
}
