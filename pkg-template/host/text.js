// Whether a text has no lone surrogates, which UTF-8 cannot hold.
/** @param {string} text */
export const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);
