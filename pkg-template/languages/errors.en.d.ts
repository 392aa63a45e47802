// What the build writes from the crate (`src/error`): English titles.
export const TITLES: { [code: string]: string };
/** The title and the advice of any other error. */
export const UNEXPECTED: [title: string, advice: string];
