// A file's patch, in one column or side by side.
import { useMemo } from "preact/hooks";

import { linesOf, pairsOf } from "../data/patch.js";
import { text } from "../language.js";
import { printable } from "../ui/printable.js";

/** @import { Line } from "../data/patch.js" */

const MOST = 2000;
const SIGNS = { same: " ", added: "+", removed: "−", hunk: "", note: "" };

/** @param {{ patch: string, isSplit: boolean }} props */
export function Patch({ patch, isSplit }) {
  const lines = useMemo(() => linesOf(patch), [patch]);
  const rows = isSplit ? pairsOf(lines) : lines.map((line) => ({ left: line }));
  return (
    <div class="patch" data-split={isSplit} tabIndex={0} role="region" aria-label={text("difference.patch")}>
      <table>
        <tbody>
          {rows.slice(0, MOST).map((row, index) => (
            <tr key={index}>
              {isSplit ? (
                <>
                  <Cells line={row.left} number={row.left?.before} />
                  <Cells
                    line={"right" in row ? row.right : undefined}
                    number={"right" in row ? row.right?.after : undefined}
                  />
                </>
              ) : (
                <>
                  <td class="number">{row.left?.before}</td>
                  <Cells line={row.left} number={row.left?.after} />
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST && <p class="hint">{text("difference.cut", { count: rows.length - MOST })}</p>}
    </div>
  );
}

/** @param {{ line: Line | undefined, number: number | undefined }} props */
function Cells({ line, number }) {
  const kind = line?.kind ?? "none";
  return (
    <>
      <td class="number" data-kind={kind}>
        {number}
      </td>
      <td data-kind={kind}>
        <code>
          <span class="sign">{line ? SIGNS[line.kind] : ""}</span>
          {line ? printable(line.text.replaceAll("\t", "    ")) : ""}
        </code>
      </td>
    </>
  );
}
