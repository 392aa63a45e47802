// The defaults and limits of a run.
export const CONCURRENCY = 16;
export const PER_MERCHANT = 2;
export const PAUSE_MS = 60_000;
// Errcode 45011 so often in a row without a success parks a merchant.
export const MOST_PAUSES = 5;
// Packages that are downloaded at once.
export const DOWNLOADS = 8;
