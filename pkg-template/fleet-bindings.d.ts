// The exports of the fleet entry's module and the loading of it, as wasm-bindgen writes them (`fleet/src/host`).
export function initSync(options: { module: WebAssembly.Module }): void;
/** Puts a fresh instance of the same module in the place of the last one. */
export function __wbg_reset_state(): void;

export class Manifest {
  free(): void;
  push(chunk: Uint8Array): string;
  end(): string;
  refused(): string | undefined;
}

export class Comparison {
  free(): void;
  push(isAfter: boolean, rows: string): void;
  end(isAfter: boolean): void;
  advance(): string;
}
