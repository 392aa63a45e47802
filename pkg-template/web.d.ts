// The web's types: the project's own where it has them (DOM, Node, Deno, Bun, Cloudflare), otherwise a minimal shape. Streams are
// matched by their shape only, since Node has two types of each.
type Own<Name extends string, Least> = typeof globalThis extends { [name in Name]: { prototype: infer Type } }
  ? Type
  : Least;

export type AbortSignal = Own<
  "AbortSignal",
  {
    readonly aborted: boolean;
    readonly reason: any;
    addEventListener(type: "abort", listener: () => void): void;
    removeEventListener(type: "abort", listener: () => void): void;
  }
>;

export type Blob = Own<
  "Blob",
  { readonly size: number; arrayBuffer(): Promise<ArrayBuffer>; stream(): ReadableStream<Uint8Array> }
>;

export type URL = Own<"URL", { readonly href: string }>;

interface LeastHeaders {
  get(name: string): string | null;
}

interface LeastBody {
  readonly headers: LeastHeaders;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly bodyUsed: boolean;
  arrayBuffer(): Promise<ArrayBuffer>;
  json(): Promise<any>;
  text(): Promise<string>;
}

export type Request = Own<
  "Request",
  LeastBody & { readonly method: string; readonly url: string; readonly signal: AbortSignal }
>;

export type Response = Own<"Response", LeastBody & { readonly ok: boolean; readonly status: number }>;

export interface ReadableStream<Chunk> {
  readonly locked: boolean;
  cancel(reason?: any): Promise<void>;
  getReader(): {
    read(): Promise<{ done: boolean; value?: Chunk | undefined }>;
    cancel(reason?: any): Promise<void>;
    releaseLock(): void;
  };
}

export interface WritableStream<Chunk> {
  readonly locked: boolean;
  abort(reason?: any): Promise<void>;
  getWriter(): {
    write(chunk: Chunk): Promise<void>;
    close(): Promise<void>;
    abort(reason?: any): Promise<void>;
    releaseLock(): void;
  };
}
