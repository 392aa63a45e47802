// Whether a media query matches, and again when that changes.
import { useEffect, useState } from "preact/hooks";

/** @param {string} query */
export function useMedia(query) {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = () => setMatches(list.matches);
    list.addEventListener("change", look);
    look();
    return () => list.removeEventListener("change", look);
  }, [query]);
  return matches;
}
