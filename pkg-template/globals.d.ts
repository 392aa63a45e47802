// Globals that Node's types lack: the module's, and those of other runtimes. Only for this package's own files.

/** A parsed value is unknown until it is checked. */
interface JSON {
  parse(text: string): unknown;
}

type BufferSource = NodeJS.BufferSource;

declare namespace WebAssembly {
  class Module {
    constructor(bytes: BufferSource);
  }
  class RuntimeError extends Error {}
  class CompileError extends Error {}
  function compile(bytes: BufferSource): Promise<Module>;
  function compileStreaming(source: Response | Promise<Response>): Promise<Module>;
}

/** The compiled module, where the runtime imports it. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

/** A file that is bundled as its text. Those of modules are made by the build: `xtask/src/bundle.rs`. */
declare module "*.html" {
  const text: string;
  export default text;
}
declare module "*.txt" {
  const text: string;
  export default text;
}

/** The part in use: the package has no types. */
declare module "cli-progress" {
  export class SingleBar {
    constructor(options: object);
    start(total: number, value: number, payload: object): void;
    update(value: number, payload: object): void;
    stop(): void;
  }
}

/** The package's version, which the build defines. */
declare const VERSION: string;

/** The folder of the command line, which the build defines. */
declare const PACKAGE_FOLDER: string;

declare var Deno:
  | undefined
  | {
      createHttpClient(options: { poolMaxIdlePerHost: number }): { close(): void };
      permissions?: { querySync(permission: { name: string; kind?: string }): { state: string } };
    };

/** Cloudflare's workers: a stream of a declared length. */
declare var FixedLengthStream:
  | undefined
  | (new (
      length: number | undefined,
    ) => TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>);

declare namespace NodeJS {
  interface Process {
    /** Electron's kind of process. */
    readonly type?: string;
  }
}

// Globals that identify other runtimes.
declare var document: unknown;
declare var WebSocketPair: unknown;
declare var EdgeRuntime: unknown;
declare var fastly: unknown;
