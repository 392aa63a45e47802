// Globals that Node's types do not have: the module's, and those of other runtimes. For this package's own files alone.

/** What is read of text is unknown until it is looked at. */
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

/** The compiled module: base64 where the build inlines it, the module itself where the runtime imports it. */
declare module "*.wasm" {
  const module: string & WebAssembly.Module;
  export default module;
}

/** What is used of it: it comes without types. */
declare module "cli-progress" {
  export class SingleBar {
    constructor(options: object);
    start(total: number, value: number, payload: object): void;
    update(value: number, payload: object): void;
    stop(): void;
  }
}

/** The package's version, put in by the build. */
declare const VERSION: string;

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

// By which other runtimes are recognised.
declare var document: unknown;
declare var WebSocketPair: unknown;
declare var EdgeRuntime: unknown;
declare var fastly: unknown;
