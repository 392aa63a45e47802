// The defaults and limits of a run.
export const CONCURRENCY = 16;
export const PER_MERCHANT = 2;
export const PAUSE_MS = 60_000;
// Errcode 45011 so often in a row without a success parks a merchant.
export const MOST_PAUSES = 5;
// After errcode 45011 the least time between two requests doubles with each further one, and eases off: these shares of the pause, from 20 ms
// to 2 s with the usual one.
export const LEAST_GAP = 1 / 3000;
export const LARGEST_GAP = 1 / 30;
// Packages that are downloaded at once.
export const DOWNLOADS = 8;
