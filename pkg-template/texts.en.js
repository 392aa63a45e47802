// English: an error says by itself what happened and what to do.
import { TITLES, UNEXPECTED } from "./languages/errors.en.js";

export function describe(error, isOurs) {
  const [title, advice] = UNEXPECTED;
  if (!isOurs) return { title, message: String(error?.message ?? error), advice };
  return { title: TITLES[error.code] ?? title, message: error.message, advice: error.advice };
}
