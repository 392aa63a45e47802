// Written by the build from the core's catalogue.
export const ERRCODES: number[];
