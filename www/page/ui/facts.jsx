// A list of names and values. Those without a value are left out.
import { inFormat, text } from "../language.js";
import { Copied } from "./copy.jsx";

/** @import { ComponentChildren } from "preact" */

/** @param {{ children: ComponentChildren, class?: string }} props */
export const Facts = ({ children, class: name = "" }) => <dl class={`facts ${name}`}>{children}</dl>;

/** @param {{ name: string, value?: unknown, copied?: boolean, mono?: boolean }} props */
export function Fact({ name, value, copied = false, mono = false }) {
  if (value === undefined || value === "") return null;
  const what = text(name);
  return (
    <div>
      <dt>{what}</dt>
      {copied ? <Copied value={String(value)} what={what} /> : <dd class={mono ? "mono" : ""}>{String(value)}</dd>}
    </div>
  );
}

/** @param {{ name: string, bytes?: number | undefined }} props */
export const Size = ({ name, bytes }) =>
  bytes === undefined ? null : <Fact name={name} value={inFormat().size(bytes)} />;
