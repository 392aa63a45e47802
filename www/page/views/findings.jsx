// What is to know about a package: errors first, with what to do.
import { findingAdvice, findingMessage } from "../findings.js";
import { text } from "../language.js";
import { printable } from "../ui/printable.js";
import { Words } from "../ui/words.jsx";

/** @import { PackageReport } from "../types.d.ts" */

const MOST = 50;

/** @param {{ findings: PackageReport["findings"], onShow(path: string): void }} props */
export function Findings({ findings, onShow }) {
  if (findings.length === 0) {
    return (
      <p class="tidy">
        <span class="badge" data-kind="good">
          {text("findings.none")}
        </span>{" "}
        {text("findings.noneText")}
      </p>
    );
  }
  return (
    <ul class="findings" aria-label={text("findings.title")}>
      {findings.slice(0, MOST).map((finding, index) => {
        const { level, code, path } = finding;
        return (
          <li key={`${code} ${path} ${index}`} data-level={level}>
            <p>
              <span class="badge" data-kind={{ error: "bad", warning: "warn", info: "quiet" }[level]}>
                {text(`level.${level}`)}
              </span>{" "}
              <b>
                <Words text={findingMessage(finding)} />
              </b>{" "}
              {path !== undefined && (
                <button type="button" class="plain mono" onClick={() => onShow(path)}>
                  {printable(path)}
                </button>
              )}
            </p>
            <p class="hint">
              <Words text={findingAdvice(code)} />
            </p>
          </li>
        );
      })}
      {findings.length > MOST && <li class="hint">{text("findings.more", { count: findings.length - MOST })}</li>}
    </ul>
  );
}
