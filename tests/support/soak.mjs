// Heavy tests run in full by `cargo xtask test --soak`, and in a small version otherwise.
import process from "node:process";

export const isSoak = process.env.SOAK === "1";

/** @template Size @param {Size} full @param {Size} small */
export const soak = (full, small) => (isSoak ? full : small);
