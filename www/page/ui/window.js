// Which rows of a long list of equal heights are drawn: those that can be seen, and a few around them.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

const AROUND = 6;

/** @typedef {{ top: number, onScroll(top: number): void }} Place */

// `scroller` is the ref of the element that scrolls. `place` has where it was left, and a function that gets each new position.
/** @param {number} count @param {number} rowHeight @param {Place} [place] */
export function useWindow(count, rowHeight, place) {
  const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [view, setView] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const node = scroller.current;
    if (!node) return undefined;
    if (place) node.scrollTop = place.top;
    const look = () => setView({ top: node.scrollTop, height: node.clientHeight });
    const scrolled = () => {
      look();
      place?.onScroll(node.scrollTop);
    };
    const observer = new ResizeObserver(look);
    observer.observe(node);
    node.addEventListener("scroll", scrolled, { passive: true });
    look();
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", scrolled);
    };
  }, []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - AROUND);
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + AROUND);
  return {
    scroller,
    total: count * rowHeight,
    rows: Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index),
    /** @param {number} index */
    topOf: (index) => index * rowHeight,
    /** @param {number} index */
    scrollTo(index) {
      const node = scroller.current;
      if (!node) return;
      const top = index * rowHeight;
      if (top < node.scrollTop) node.scrollTop = top;
      else if (top + rowHeight > node.scrollTop + node.clientHeight)
        node.scrollTop = top + rowHeight - node.clientHeight;
    },
  };
}
