// A button that copies `value`, and a value with that button beside it.
import { useRef, useState } from "preact/hooks";

import { text } from "../language.js";
import { announce } from "./announce.js";
import { copy } from "./clipboard.js";

const SHOWN_MS = 2000;

/** @param {{ value: string, what: string, label?: string, shown?: { current: Node | null }, isMain?: boolean }} props */
export function CopyButton({ value, what, label, shown, isMain = false }) {
  const [state, setState] = useState(/** @type {"idle" | "copied" | "refused"} */ ("idle"));
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const press = async () => {
    const copied = await copy(value, shown?.current ?? null);
    setState(copied ? "copied" : "refused");
    announce(text(copied ? "copied.of" : "copy.refusedOf", { what }));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setState("idle");
      announce("");
    }, SHOWN_MS);
  };
  const words = { idle: label ?? text("copy"), copied: text("copied"), refused: text("copy.refused") };
  return (
    <button
      type="button"
      class={isMain ? "copy main" : "copy"}
      data-state={state}
      aria-label={label === undefined && state === "idle" ? text("copy.of", { what }) : undefined}
      onClick={press}
    >
      {words[state]}
    </button>
  );
}

/** @param {{ value: string, what: string }} props */
export function Copied({ value, what }) {
  const shown = useRef(/** @type {HTMLElement | null} */ (null));
  return (
    <dd class="copied">
      <span class="mono" ref={shown}>
        {value}
      </span>
      <CopyButton value={value} what={what} shown={shown} />
    </dd>
  );
}
