// Hostile destinations and signals.
import { asks, drained } from "./border.mjs";
import { boom, options, throwing, writer, to, signal, CHECKSUM, abc, table } from "./hostile-objects.mjs";

const { list, add } = table();

// Writers, signals, sources and responses whose members throw.
for (const name of ["getWriter", "locked"])
  add(
    `download: to.${name} throws`,
    ({ downloadFunction }) =>
      downloadFunction(
        asks("a"),
        options({
          to: throwing(
            name,
            to(() => writer()),
          ),
        }),
      ),
    "WRITE_FAILED",
    "INVALID_ARGUMENT",
    "ok",
  );
for (const name of ["ready", "desiredSize", "write", "close", "abort", "closed", "releaseLock"]) {
  add(
    `download: the writer's ${name} cannot be read`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ to: to(() => throwing(name, writer())) })),
    "WRITE_FAILED",
    "INVALID_ARGUMENT",
    "ok",
  );
  if (!["ready", "desiredSize", "closed"].includes(name)) {
    add(
      `download: the writer's ${name} throws`,
      ({ downloadFunction }) => downloadFunction(asks("a"), options({ to: to(() => writer({ [name]: boom })) })),
      "WRITE_FAILED",
      "INVALID_ARGUMENT",
      ...(["abort", "releaseLock"].includes(name) ? ["ok"] : []),
    );
  }
}
const SIGNALS = {
  "whose addEventListener throws": () => signal({ addEventListener: boom }),
  "whose addEventListener cannot be read": () => throwing("addEventListener", signal()),
  "whose removeEventListener throws": () => signal({ removeEventListener: boom }),
  "whose removeEventListener cannot be read": () => throwing("removeEventListener", signal()),
  "whose aborted cannot be read": () => throwing("aborted", signal()),
  "whose reason cannot be read": () => throwing("reason", signal({ aborted: true })),
  "whose throwIfAborted throws": () => signal({ throwIfAborted: boom }),
  "that can be read once": () => {
    let reads = 0;
    return Object.defineProperty(signal(), "aborted", { get: () => (reads++ > 0 ? boom() : false) });
  },
};
for (const [what, make] of Object.entries(SIGNALS)) {
  const right = ["INVALID_ARGUMENT", "ok"];
  add(
    `link: a signal ${what}`,
    ({ getFunctionLink }) => getFunctionLink(asks("a"), options({ signal: make() })),
    ...right,
  );
  add(
    `links: a signal ${what}`,
    ({ getFunctionLinks }) => drained(getFunctionLinks([asks("a")], options({ signal: make() }))),
    ...right,
  );
  add(
    `download: a signal ${what}`,
    ({ downloadFunction }) => downloadFunction(asks("a"), options({ signal: make() })),
    ...right,
  );
  add(
    `verify: a signal ${what}`,
    ({ verifyChecksum }) => verifyChecksum(abc(), CHECKSUM, { signal: make() }),
    ...right,
  );
}

export const STREAMS = list;
