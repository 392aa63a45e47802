// Prints the tables of a run, and writes those of a whole run to docs/performance.md and its Chinese version, between their marks.
import { PROSE, TEXTS } from "./goal-texts.mjs";
import { ratioOf, secondsOf, thousands, times } from "./goals.mjs";
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

function snapshotsTable({ snapshots }, language) {
  const { snapshotsHead, snapshotNames } = PROSE[language];
  const rows = snapshots.map((record) => [
    snapshotNames[record.what],
    ...[record.calls, record.downloads, record.seconds, record.processorSeconds, record.callsASecond].map(thousands),
    `${record.rssAtStart.toFixed(0)}, ${record.rssAtMost.toFixed(0)}`,
  ]);
  return table(snapshotsHead, rows);
}

const middle = (runs, figure) => median(runs.map(figure));

function workersTable({ workers: { rounds } }, language) {
  const { workersHead, ways } = PROSE[language];
  const rows = Object.entries(rounds).map(([way, runs]) => {
    const parts = ["processor", "redisProcessor", "platformProcessor"].map((part) => middle(runs, (run) => run[part]));
    return [
      ways[way],
      middle(runs, ({ seconds }) => seconds).toFixed(1),
      times(ratioOf(secondsOf(rounds), way, "BullMQ, 1 worker").value),
      middle(runs, ({ calls, seconds }) => calls / seconds).toFixed(0),
      parts.map((part) => part.toFixed(1)).join(", "),
      middle(
        runs,
        ({ seconds, processor, redisProcessor, platformProcessor }) =>
          (processor + redisProcessor + platformProcessor) / seconds,
      ).toFixed(2),
    ];
  });
  return table(workersHead, rows);
}

function reportsTable({ reports: { rounds } }, language) {
  const { reportsHead, parsed } = PROSE[language];
  const [first] = Object.keys(rounds);
  const rows = Object.entries(rounds).map(([way, runs]) => [
    way === first ? parsed : `\`${way}\``,
    middle(runs, ({ seconds }) => seconds).toFixed(1),
    times(ratioOf(secondsOf(rounds), first, way).value),
    middle(runs, ({ processor }) => processor).toFixed(1),
    middle(runs, ({ peakMib }) => peakMib * 1.048576).toFixed(0),
    way === first || way === "compareSnapshots" ? "–" : middle(runs, ({ bytes }) => bytes / 1e6).toFixed(1),
  ]);
  return table(reportsHead, rows);
}

// The fleets' tables, with what was measured.
function fleetsParts({ fleets }, language) {
  const prose = PROSE[language];
  const { snapshots, workers, reports } = fleets;
  const calls = thousands(Math.max(...Object.values(workers.rounds).flatMap((runs) => runs.map((run) => run.calls))));
  return [
    prose.load({ load: fleets.load.toFixed(1) }),
    prose.snapshots({ functions: thousands(snapshots[0].functions) }),
    snapshotsTable(fleets, language),
    prose.workers({ ...workers, calls }),
    workersTable(fleets, language),
    prose.reports({ functions: thousands(reports.functions) }),
    reportsTable(fleets, language),
  ];
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
    ...fleetsParts(results, "english"),
    table(
      ["sources", "lines", "files"],
      Object.entries(lines).map(([name, { lines, files }]) => [name, lines, files]),
    ),
  ];
  return parts.join("\n\n");
}

function measured({ environment }, language) {
  const { versions, processor, processors, date } = environment;
  const runtimes = Object.entries(versions)
    .map(([name, version]) => `${name} ${/\d+\.\d+[.\d]*/.exec(version)[0]}`)
    .join(", ");
  return PROSE[language].measured({ date: date.slice(0, 10), runtimes, processors, processor });
}

// The document with other parts between the marks of this name.
function between(document, name, parts) {
  const [open, close] = [`<!-- ${name}: written by cargo xtask bench -->\n`, `<!-- end of ${name} -->`];
  const [start, end] = [document.indexOf(open) + open.length, document.indexOf(close)];
  if (start < open.length || end < start)
    throw new Error(`docs/performance.md or its Chinese version lost its marks of the ${name}`);
  return `${document.slice(0, start)}\n${parts.join("\n\n")}\n\n${document.slice(end)}`;
}

// The document with the new measurements.
export function fill(document, results, language) {
  const prose = PROSE[language];
  const parts = [
    measured(results, language),
    goalsTable(results, language),
    prose.calls,
    callsTable(results, language),
    prose.packages,
    packagesTable(results, language),
    prose.merchants,
    merchantsTable(results, language),
  ];
  return fillFleets(between(document, "goals", parts), results, language);
}

// The same with the fleets' alone.
export const fillFleets = (document, results, language) =>
  between(document, "fleets", [measured(results, language), ...fleetsParts(results, language)]);

export const printedFleets = (results) => fleetsParts(results, "english").join("\n\n");
