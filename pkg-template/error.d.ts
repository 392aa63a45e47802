// The class as it is published: its fields are defined one by one, which no checker can see.
export { FunctionLinkError } from "./index.d.ts";

/** The error of a message, its other fields as JSON, and a cause. */
export function errorOf(message: string, fields: string, cause: unknown): import("./index.d.ts").FunctionLinkError;
