// Hostile functions of a relay's operator.
import { relayOptions, relayRequest } from "./border.mjs";
import { sound, throwing, allThrowing, PROMISES, table } from "./hostile-objects.mjs";

/** @import { Entry } from "./hostile-objects.mjs" */

const { list, add } = table();

// A relay's own functions.
const wish = { env: "border", functionName: "a" };
/** @type {(more: object, route: string) => Entry[1]} */
const relayed =
  (more, route) =>
  async ({ createRelay }) => {
    const { status, body } = await createRelay(relayOptions({ fetch: sound, maxAttempts: 1, ...more }))(
      relayRequest(route, wish),
    );
    await body?.cancel();
    return { status };
  };
for (const route of ["link", "download"]) {
  for (const [what, make] of Object.entries(PROMISES)) {
    add(
      `relay ${route}: authorize gives ${what}`,
      relayed({ authorize: () => make({ id: "tester" }) }, route),
      "status 4xx",
      "status 2xx",
    );
    add(
      `relay ${route}: accessToken gives ${what}`,
      relayed({ accessToken: () => make("token") }, route),
      "status 5xx",
      "status 2xx",
    );
    add(`relay ${route}: audit gives ${what}`, relayed({ audit: () => make() }, route), "status 2xx");
    add(`relay ${route}: fetch gives ${what}`, relayed({ fetch: () => make(new Response("{}")) }, route), "status 5xx");
  }
  add(
    `relay ${route}: authorize gives an id that cannot be read`,
    relayed({ authorize: () => throwing("id") }, route),
    "status 4xx",
  );
  add(
    `relay ${route}: accessToken throws an error whose message cannot be read`,
    relayed(
      {
        accessToken: () => {
          throw throwing("message");
        },
      },
      route,
    ),
    "status 5xx",
  );
  add(
    `relay ${route}: accessToken throws a proxy that throws`,
    relayed(
      {
        accessToken: () => {
          throw allThrowing();
        },
      },
      route,
    ),
    "status 5xx",
  );
}

export const RELAY = list;
