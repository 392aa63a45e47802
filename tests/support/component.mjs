// Runs a module with the platform's token interface and the sandbox in fetch's place: `component.mjs MODULE`. Refresh tokens are r1, r2, … and
// each works once; access tokens are a1, a2, …, of which every merchant's first has expired.
import process from "node:process";

import { createSandbox } from "wechat-function-link/sandbox";

const sandbox = createSandbox({ accessTokens: {} });
/** @type {Set<string>} */
const seen = new Set();

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.pathname !== "/cgi-bin/component/api_authorizer_token") return sandbox.fetch(input, init);
  const {
    component_appid: component,
    authorizer_appid: appid,
    authorizer_refresh_token: given,
  } = /** @type {{ [name: string]: string }} */ (JSON.parse(String(init?.body)));
  const known =
    url.searchParams.get("component_access_token") === "component-token" &&
    component === "wxcomponent" &&
    /^r\d+$/.test(given);
  if (!known || seen.has(`${appid} ${given}`))
    return Response.json({ errcode: 61023, errmsg: "refresh_token is invalid" });
  seen.add(`${appid} ${given}`);
  const count = Number(given.slice(1)) + 1;
  const token = `${appid}-a${count}`;
  sandbox.accessTokens[token] = count === 2 ? "expired" : "valid";
  return Response.json({ authorizer_access_token: token, expires_in: 7200, authorizer_refresh_token: `r${count}` });
};

const [module] = process.argv.splice(2, 1);
await import(module);
