// For the tests' own files alone.

/** What is read of text is unknown until it is looked at. */
interface JSON {
  parse(text: string): unknown;
}

declare var Deno: unknown;
