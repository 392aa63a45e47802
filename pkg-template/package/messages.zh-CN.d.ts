// What the build writes from the crate (`package/src/reason.rs`): what a finding says in Chinese, by its code.
export const MESSAGES: { [code: string]: string };
