// A text field with a searchable list (ARIA combobox). What is not listed may be typed: Enter or Tab takes it.
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { text } from "../language.js";
import { useWindow } from "./window.js";

/** @typedef {{ value: string, label?: string, detail?: string, note?: string }} Option */
/**
 * @typedef {{
 *   id: string,
 *   label: string,
 *   value: string,
 *   options: Option[],
 *   onChoose(value: string): void,
 *   shown?: string,
 *   hint?: string,
 *   disabled?: boolean,
 *   loading?: boolean,
 * }} Props
 */

const ROW = 44;
const SHOWN = 7;

/** @param {Option} option @param {string} wanted */
const holds = ({ value, label = "" }, wanted) =>
  value.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted);

// The state of an open list: what is typed, and which option is active.
/** @param {Props} props */
function useCombobox({ value, options, onChoose, shown = value }) {
  const [typed, setTyped] = useState(/** @type {string | undefined} */ (undefined));
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const wanted = (typed ?? "").trim().toLowerCase();
  const found = wanted === "" ? options : options.filter((option) => holds(option, wanted));

  const close = () => {
    setOpen(false);
    setTyped(undefined);
    setActive(-1);
  };
  return {
    found,
    isOpen,
    active,
    typed,
    field: typed ?? shown,
    setActive,
    close,
    open() {
      setOpen(true);
      setActive(Math.max(-1, typed === undefined ? options.findIndex((option) => option.value === value) : -1));
    },
    /** @param {string} next */
    type(next) {
      setTyped(next);
      setOpen(true);
      setActive(-1);
    },
    /** @param {string} chosen */
    choose(chosen) {
      close();
      if (chosen !== value) onChoose(chosen);
    },
  };
}

/** @param {Props} props */
export function Combobox(props) {
  const { id, label, hint, disabled = false, loading = false } = props;
  const box = useCombobox(props);
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const list = useId();

  /** @param {KeyboardEvent} event */
  const press = (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN, PageUp: -SHOWN }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!box.isOpen) return box.open();
      return box.setActive(Math.max(0, Math.min(box.found.length - 1, box.active + step)));
    }
    if (event.key === "Escape" && (box.isOpen || box.typed !== undefined)) {
      event.preventDefault();
      event.stopPropagation();
      return box.close();
    }
    if (event.key !== "Enter" && event.key !== "Tab") return undefined;
    const taken = takenOf(box);
    if (event.key === "Enter" && (box.isOpen || taken !== undefined)) event.preventDefault();
    return taken === undefined ? box.close() : box.choose(taken);
  };

  return (
    <div class="field combobox">
      <label for={id}>{label}</label>
      <div class="combo">
        <input
          id={id}
          ref={input}
          role="combobox"
          aria-expanded={box.isOpen}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={box.isOpen && box.active >= 0 ? `${list}-${box.active}` : undefined}
          aria-describedby={hint ? `${id}-hint` : undefined}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          disabled={disabled}
          value={box.field}
          onInput={(event) => box.type(event.currentTarget.value)}
          onClick={() => !box.isOpen && box.open()}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={press}
          onBlur={box.close}
        />
        <span class="chevron" aria-hidden="true" data-loading={loading} />
        <Listbox id={list} label={label} box={box} current={props.value} loading={loading} />
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

// The active option, else the only one that matches, else what is typed.
/** @param {ReturnType<typeof useCombobox>} box */
function takenOf({ found, active, typed }) {
  if (active >= 0 && found[active]) return found[active].value;
  if (typed === undefined || typed.trim() === "") return undefined;
  const exact = found.find(({ value }) => value === typed.trim());
  return (exact ?? (found.length === 1 ? found[0] : { value: typed.trim() })).value;
}

/**
 * @param {{
 *   id: string,
 *   label: string,
 *   box: ReturnType<typeof useCombobox>,
 *   current: string,
 *   loading: boolean,
 * }} props
 */
function Listbox({ id, label, box, current, loading }) {
  const { found, isOpen, active } = box;
  const view = useWindow(found.length, ROW);
  useEffect(() => {
    if (isOpen && active >= 0) view.scrollTo(active);
  }, [isOpen, active]);
  return (
    <div class="popup" hidden={!isOpen}>
      {/* The field keeps the focus: a press on the list must not take it. */}
      <div class="options" ref={view.scroller} onMouseDown={(event) => event.preventDefault()}>
        <div role="listbox" id={id} aria-label={label} style={{ height: `${view.total}px` }}>
          {isOpen &&
            view.rows.map((index) => (
              <ListOption
                key={found[index].value}
                id={`${id}-${index}`}
                option={found[index]}
                place={[index + 1, found.length]}
                top={view.topOf(index)}
                isActive={index === active}
                isCurrent={found[index].value === current}
                onChoose={() => box.choose(found[index].value)}
              />
            ))}
        </div>
      </div>
      {isOpen && found.length === 0 && (
        <p class="none">
          {loading ? text("list.loading") : box.typed ? text("list.free", { name: box.typed }) : text("list.none")}
        </p>
      )}
    </div>
  );
}

/**
 * @param {{
 *   id: string,
 *   option: Option,
 *   place: [number, number],
 *   top: number,
 *   isActive: boolean,
 *   isCurrent: boolean,
 *   onChoose(): void,
 * }} props
 */
function ListOption({ id, option, place, top, isActive, isCurrent, onChoose }) {
  const { value, label, detail, note } = option;
  return (
    <div
      role="option"
      id={id}
      class="option"
      aria-selected={isActive}
      aria-setsize={place[1]}
      aria-posinset={place[0]}
      data-current={isCurrent}
      style={{ top: `${top}px` }}
      onClick={onChoose}
    >
      <span class="name">{label ?? value}</span>
      {note && <span class="note">{note}</span>}
      {detail && <span class="detail">{detail}</span>}
    </div>
  );
}
