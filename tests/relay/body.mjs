// Point 4 of the relay's list: the request body. The response repeats none of a malformed one, and nothing goes upstream.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

const relay = await startRelay({ after });
const text = JSON.stringify(WISH);
const withKey = (key, value) => text.replace(/}$/, `,"${key}":${JSON.stringify(value)}}`);

describe("point 4: a body holds env, functionName and authorizerAppid, once each", () => {
  it("authorizerAppid may be there", () => relay.accepted({ ...WISH, authorizerAppid: "wx0123456789abcdef" }));

  for (const [name, body] of Object.entries({
    "an unknown key": withKey("surprise", 1),
    "a known key in another case": withKey("Env", "x"),
    "the platform's own spelling": withKey("function_name", "login"),
    "a caller's own token": withKey("accessToken", "CALLERS-OWN"),
    "a caller's own token, as the platform spells it": withKey("access_token", "CALLERS-OWN"),
    "a url": withKey("url", "https://evil.example/"),
    "a baseUrl": withKey("baseUrl", "https://evil.example"),
    "a host": withKey("host", "evil.example"),
    allowedHosts: withKey("allowedHosts", ["evil.example"]),
    __proto__: withKey("__proto__", { accessToken: "CALLERS-OWN" }),
    constructor: withKey("constructor", { prototype: {} }),
    "env twice": withKey("env", WISH.env),
    "functionName twice": withKey("functionName", WISH.functionName),
    "functionName twice, once escaped": text.replace(/}$/, ',"\\u0066unctionName":"pay"}'),
    "authorizerAppid twice": withKey("authorizerAppid", "wx1").replace(/}$/, ',"authorizerAppid":"wx2"}'),
    "no env": { functionName: "login" },
    "no functionName": { env: "test-777bb9" },
    "an empty env": { ...WISH, env: "" },
    "an empty functionName": { ...WISH, functionName: "" },
    "an empty authorizerAppid": { ...WISH, authorizerAppid: "" },
    "env as a number": { ...WISH, env: 777 },
    "env as null": { ...WISH, env: null },
    "env as an object": { ...WISH, env: { toString: "x" } },
    "functionName as an array": { ...WISH, functionName: ["login"] },
    "functionName as a boolean": { ...WISH, functionName: true },
    "authorizerAppid as a number": { ...WISH, authorizerAppid: 1 },
    "an array of the values": ["test-777bb9", "login"],
    "an array of objects": [WISH],
    "a string": '"login"',
    "a number": "1",
    null: "null",
    nothing: "",
    "white space": "   ",
    "a control character in env": { ...WISH, env: "test\n777bb9" },
    "a control character in functionName": { ...WISH, functionName: "log\u0000in" },
    "C1's control characters": { ...WISH, functionName: "log\u0085in" },
    "a control character in authorizerAppid": { ...WISH, authorizerAppid: "wx\r\n1" },
    "a raw control character": text.replace("login", "log\u0001in"),
    "a lone surrogate": text.replace("login", "\\ud800"),
    "a byte order mark": `\uFEFF${text}`,
    "two objects": text + text,
    "cut off": text.slice(0, -1),
    "a comment": text.replace("{", "{/**/"),
    "a form": "env=test-777bb9&functionName=login",
    "deep nesting": `{"env":${"[".repeat(2000)}`,
  })) {
    it(`${name}: 400`, async () => {
      const { shown } = await relay.refused(400, "INVALID_ARGUMENT", body);
      assert.doesNotMatch(shown, /CALLERS-OWN|evil\.example|surprise/, "nothing is echoed");
    });
  }

  it("bytes that are not UTF-8: 400", () => {
    return relay.refused(400, "INVALID_ARGUMENT", undefined, {
      pieces: [Buffer.from(text.replace("login", "log\xffin"), "latin1")],
    });
  });
});
