// What is inside a package: findings with what to do, package.json at a glance, files as a tree, and a viewer.
import { useState } from "preact/hooks";

import { inspectionOf } from "../data/inside.js";
import { inFormat, text } from "../language.js";
import { Fact, Facts } from "../ui/facts.jsx";
import { FailureBox } from "../ui/failure.jsx";
import { printable } from "../ui/printable.js";
import { Files } from "./files.jsx";
import { Findings } from "./findings.jsx";
import { Viewer } from "./viewer.jsx";

/** @import { Choice, Fetched, PackageReport } from "../types.d.ts" */

/** @param {{ choice: Choice, fetched: Fetched }} props */
export function Inside({ choice, fetched }) {
  const { state, report, failure } = inspectionOf(fetched.blob);
  const [shown, setShown] = useState(/** @type {string | undefined} */ (undefined));
  const { number, shortSize } = inFormat();
  if (state === "loading") {
    return (
      <section class="card inside" aria-label={text("inside.title")}>
        <h2>{text("inside.title")}</h2>
        <p class="hint" role="status">
          {text("inside.loading")}
        </p>
      </section>
    );
  }
  const files = report?.entries.filter(({ kind }) => kind !== "directory").length ?? 0;
  return (
    <section class="card inside" aria-labelledby="inside-title">
      <div class="bar">
        <h2 id="inside-title">{text("inside.title")}</h2>
        {report && (
          <p class="count">
            {text(files === 1 ? "inside.one" : "inside.count", {
              files: number(files),
              size: shortSize(report.unpackedSize),
            })}
          </p>
        )}
      </div>
      {failure && <FailureBox failure={failure} choice={choice} />}
      {report && (
        <>
          <Findings findings={report.findings} onShow={setShown} />
          <Manifest report={report} />
          {files > 0 && (
            <div class="browse" data-open={shown !== undefined}>
              <Files entries={report.entries} shown={shown} onShow={setShown} />
              <Viewer
                key={shown}
                blob={fetched.blob}
                report={report}
                path={shown}
                onClose={() => setShown(undefined)}
              />
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** @param {{ report: PackageReport }} props */
function Manifest({ report: { packageJson, entryFile, contentDigest } }) {
  const dependencies = Object.entries(packageJson?.dependencies ?? {});
  return (
    <Facts class="manifest">
      <Fact
        name="inside.name"
        value={packageJson?.name && printable([packageJson.name, packageJson.version].filter(Boolean).join(" "))}
      />
      <Fact name="inside.main" value={packageJson?.main && printable(packageJson.main)} mono />
      <Fact name="inside.entry" value={entryFile && entryText(entryFile)} />
      {dependencies.length > 0 && (
        <div>
          <dt>{text("inside.dependencies")}</dt>
          <dd>
            <ul class="tags">
              {dependencies.map(([name, version]) => (
                <li key={name}>
                  {printable(name)} <span class="hint">{printable(version)}</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      <Fact name="inside.digest" value={contentDigest} copied />
    </Facts>
  );
}

/** @param {NonNullable<PackageReport["entryFile"]>} entry */
const entryText = ({ path, exportsMain }) =>
  exportsMain === true
    ? text("inside.exportsMain", { path })
    : exportsMain === false
      ? text("inside.noMain", { path })
      : path;
