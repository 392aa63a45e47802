// A relay in a runtime that cannot load the module; prints the answer to a request, and the audit.
import { createRelay } from "wechat-function-link/relay";

const audits = [];
const relay = createRelay({ authorize: () => ({ id: "a" }), accessToken: () => "canary+token", audit: (entry) => audits.push(entry) });
const request = new Request("http://127.0.0.1/link", {
  method: "POST", body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
  headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
});
const response = await relay(request);
console.log(JSON.stringify({ status: response.status, body: await response.json(), audits }));
