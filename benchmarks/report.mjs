// Prints the tables of a run, and writes those of a whole run to docs/performance.md and its Chinese version, between their marks.
import { PROSE, TEXTS } from "./goal-texts.mjs";
import { ratioOf, thousands, times } from "./goals.mjs";
import { median } from "./turns.mjs";

const OTHERS = ["getFunctionLink", "hand-written, by length", "ky", "axios", "got", "fetch + AbortSignal.timeout"];

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function goalsTable({ goals }, language) {
  const { head, met, notMet, where } = PROSE[language];
  const rows = goals
    .filter(({ isInternal }) => !isInternal)
    .map((goal) => {
      const { what, limit } = TEXTS[goal.id][language];
      return [what, goal.goal, `${goal.shown}${goal.where ? where(goal.where) : ""}`, goal.met ? met : notMet(limit)];
    });
  return table(head, rows);
}

function callsTable({ calls }, language) {
  const { callsHead, modes } = PROSE[language];
  const rows = Object.entries(calls).flatMap(([runtime, records]) =>
    records.map(({ mode, times: wall, processor }) => {
      const figures = mode === "alone" ? wall : processor;
      return [
        `${runtime}, ${modes[mode]}`,
        ...OTHERS.map((way) => (figures[way] ? times(ratioOf(figures, "hand-written", way).value) : "–")),
      ];
    }),
  );
  return table(callsHead, rows);
}

function packagesTable({ packages }, language) {
  const { packagesHead, packageNames } = PROSE[language];
  const ways = packagesHead.slice(2);
  const rows = Object.entries(packages).flatMap(([runtime, records]) =>
    records.map(({ name, times: taken }) => [
      `${runtime}, ${packageNames[name]}`,
      `${median(taken.inspectPackage).toFixed(0)} ms`,
      ...ways.map((way) => (taken[way] ? times(ratioOf(taken, "inspectPackage", way).value) : "–")),
    ]),
  );
  return table(packagesHead, rows);
}

function merchantsTable({ merchants }, language) {
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const rows = merchants.map(({ merchants, rss, heap, external }) => [
    thousands(merchants),
    ...[rss, heap, external].map(megabytes),
  ]);
  return table(PROSE[language].merchantsHead, rows);
}

// Details that the goals do not show: each client, each kind of crossing, each number of merchants, each part of the sources.
export function printed(results) {
  const { crossings, lines } = results;
  const total = Object.entries(crossings).flatMap(([runtime, { packageBytes, records }]) =>
    records.map(({ what, out, in: into }) => [
      runtime,
      what.replace("the sandbox's package", `${packageBytes} B`),
      ...[out, into, out + into].map((count) => count.toFixed(1)),
    ]),
  );
  const parts = [
    PROSE.english.calls,
    callsTable(results, "english"),
    table(["crossings", "", "out", "in", "together"], total),
    PROSE.english.packages,
    packagesTable(results, "english"),
    PROSE.english.merchants,
    merchantsTable(results, "english"),
    table(
      ["sources", "lines", "files"],
      Object.entries(lines).map(([name, { lines, files }]) => [name, lines, files]),
    ),
  ];
  return parts.join("\n\n");
}

// The document with the new measurements.
export function fill(document, results, language) {
  const { versions, processor, processors, date } = results.environment;
  const prose = PROSE[language];
  const runtimes = Object.entries(versions)
    .map(([name, version]) => `${name} ${/\d+\.\d+[.\d]*/.exec(version)[0]}`)
    .join(", ");
  const parts = [
    prose.measured({ date: date.slice(0, 10), runtimes, processors, processor }),
    goalsTable(results, language),
    prose.calls,
    callsTable(results, language),
    prose.packages,
    packagesTable(results, language),
    prose.merchants,
    merchantsTable(results, language),
  ];
  const [open, close] = ["<!-- goals: written by cargo xtask bench -->\n", "<!-- end of goals -->"];
  const [start, end] = [document.indexOf(open) + open.length, document.indexOf(close)];
  if (start < open.length || end < start)
    throw new Error("docs/performance.md or its Chinese version lost its marks of the goals' table");
  return `${document.slice(0, start)}\n${parts.join("\n\n")}\n\n${document.slice(end)}`;
}
