// A server or cache that sends a range with 200: the slice continues the download where it fits, or the whole is requested.
import assert from "node:assert/strict";

import { PACKAGE, answer, both, cut, storage, succeeds, whole } from "../support/storage.mjs";

const LENGTH = PACKAGE.length;
const slice = (from, to, headers = {}) =>
  answer(200, PACKAGE.subarray(from, to), {
    "content-range": `bytes ${from}-${to - 1}/${LENGTH}`,
    etag: '"one"',
    ...headers,
  });
const first = cut(70_000, { etag: '"one"' });

both("row 44: the rest by 200 with a Content-Range goes on", async (t, target) => {
  const server = await storage(t, [first, slice(70_000, LENGTH)]);
  await succeeds(server, target);
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.range),
    [undefined, "bytes=70000-"],
  );
});

const USELESS = {
  "of another place": slice(60_000, LENGTH),
  "of a part of the rest": slice(70_000, 90_000),
  "of another package": slice(70_000, LENGTH, { etag: '"two"' }),
  "without a length": slice(70_000, LENGTH, { "content-length": null }),
};
for (const [what, useless] of Object.entries(USELESS)) {
  both(`row 44: a slice ${what} by 200 is dropped, and the package asked for anew`, async (t, target) => {
    const server = await storage(t, [first, useless, whole()]);
    await succeeds(server, target);
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.range),
      [undefined, "bytes=70000-", undefined],
    );
  });
}

both("row 44: the whole by 200 with the whole's Content-Range starts over", async (t, target) => {
  const server = await storage(t, [first, whole(PACKAGE, { "content-range": `bytes 0-${LENGTH - 1}/${LENGTH}` })]);
  await succeeds(server, target);
  assert.equal(server.requests.length, 2);
});
