// Calls each base URL that it is given and prints what came of it: run where SSL authorities are set, which only a new process can.
import process from "node:process";

import { getFunctionLink } from "wechat-function-link";

import { everythingShown, request } from "./calls.mjs";

const outcomes = process.argv.slice(2).map((baseUrl) =>
  getFunctionLink(request, { baseUrl }).then(
    ({ checksum }) => ({ checksum }),
    (error) => ({
      code: error.code,
      retryable: error.retryable,
      attempts: error.attempts,
      shown: everythingShown(error),
    }),
  ),
);
console.log(JSON.stringify(await Promise.all(outcomes)));
