// Written by the build from the crates.
export const ADVICE: { [code: string]: string };
export const ENTRY_BYTES: number;
export const MAX_IDLE_MEMORY_BYTES: number;
export const WORTH_LOADING_BYTES: number;
