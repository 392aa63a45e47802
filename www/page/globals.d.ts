/** The worker's address, which the build defines. */
declare const WORKER_ADDRESS: string;

interface JSON {
  parse(text: string): unknown;
}

interface Window {
  showDirectoryPicker?(options?: { mode?: "readwrite"; id?: string }): Promise<FileSystemDirectoryHandle>;
  trustedTypes?: TrustedTypes;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(url: string): string };
}

declare var trustedTypes: TrustedTypes | undefined;

declare module "wechat-function-link/messages.zh-CN" {
  export const MESSAGES: Record<string, string | undefined>;
}
