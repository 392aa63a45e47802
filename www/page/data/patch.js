// A unified patch as rows: one column, or two with what was removed beside what was added.

/** @typedef {{ kind: "same" | "added" | "removed" | "hunk" | "note", text: string, before?: number, after?: number }} Line */
/** @typedef {{ left?: Line, right?: Line }} Pair */

/** @param {string} patch @returns {Line[]} */
export function linesOf(patch) {
  /** @type {Line[]} */
  const lines = [];
  let [before, after] = [0, 0];
  let isInside = false;
  const all = patch.split("\n");
  if (all.at(-1) === "") all.pop();
  for (const text of all) {
    const [, first, second] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text) ?? [];
    if (first !== undefined) {
      [before, after, isInside] = [Number(first), Number(second), true];
      lines.push({ kind: "hunk", text });
    } else if (!isInside) {
      // the names of the files, which stand above it
    } else if (text.startsWith("+")) lines.push({ kind: "added", text: text.slice(1), after: after++ });
    else if (text.startsWith("-")) lines.push({ kind: "removed", text: text.slice(1), before: before++ });
    else if (text.startsWith("\\")) lines.push({ kind: "note", text: text.slice(2) });
    else lines.push({ kind: "same", text: text.slice(1), before: before++, after: after++ });
  }
  return lines;
}

// Runs of removed and added lines stand beside each other.
/** @param {Line[]} lines @returns {Pair[]} */
export function pairsOf(lines) {
  /** @type {Pair[]} */
  const pairs = [];
  /** @type {Line[]} */
  let removed = [];
  /** @type {Line[]} */
  let added = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({
        ...(removed[index] && { left: removed[index] }),
        ...(added[index] && { right: added[index] }),
      });
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === "removed") removed.push(line);
    else if (line.kind === "added") added.push(line);
    else {
      flush();
      pairs.push(line.kind === "note" ? { right: line } : { left: line, right: line });
    }
  }
  flush();
  return pairs;
}
