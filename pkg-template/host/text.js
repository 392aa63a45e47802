// Without lone surrogates, which UTF-8 cannot hold.
export const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);
