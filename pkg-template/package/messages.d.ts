// Written by the build from the crate: what a finding says, by its code.
export const MESSAGES: { [code: string]: string };
