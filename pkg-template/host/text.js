// Without lone surrogates, which could not be sent unharmed.
export const isWellFormed = (text) => !/\p{Surrogate}/u.test(text);
