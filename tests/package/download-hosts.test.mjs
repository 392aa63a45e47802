// The hosts that a package may come from, redirects included. A refused host gets no request.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction } from "wechat-function-link";

import { CANARY_SIGNATURE, rejection, request } from "../support/calls.mjs";
import {
  CHECKSUM,
  PACKAGE,
  QUERY,
  answer,
  both,
  cut,
  fails,
  pull,
  ranged,
  storage,
  stream,
  succeeds,
  whole,
} from "../support/storage.mjs";

const redirect = (location, status = 302) => answer(status, "<a>moved</a>", location === null ? {} : { location });

for (const status of [301, 302, 303, 307, 308]) {
  both(`row 39: ${status} to the same host is followed`, async (t, target) => {
    const server = await storage(t, [redirect(`/moved.zip?${QUERY}`, status), whole()]);
    await succeeds(server, target);
    const [, { method, path, headers }] = server.requests;
    assert.deepEqual([method, path, headers["accept-encoding"]], ["GET", `/moved.zip?${QUERY}`, "identity"]);
  });
}

const LOCATIONS = {
  absolute: ({ url }) => `${url}/moved.zip`,
  relative: () => "moved.zip",
  "of a scheme alone": ({ url }) => `${url.slice(5)}/moved.zip`,
};
for (const [name, location] of Object.entries(LOCATIONS)) {
  it(`row 39: a Location that is ${name} is followed`, async (t) => {
    const server = await storage(t, [(...all) => redirect(location(server))(...all), whole()]);
    await pull(server);
    assert.equal(server.requests.length, 2);
  });
}

it("row 39: a redirected resume asks for the same rest", async (t) => {
  const server = await storage(t, [cut(70_000, { etag: '"one"' }), redirect("/moved.zip"), ranged()]);
  await succeeds(server, stream());
  assert.deepEqual(
    server.requests.map(({ path, headers }) => [path.split("?")[0], headers.range, headers["if-range"]]),
    [
      ["/package.zip", undefined, undefined],
      ["/package.zip", "bytes=70000-", '"one"'],
      ["/moved.zip", "bytes=70000-", '"one"'],
    ],
  );
});

const REFUSED = {
  "another host": () => "https://evil.example/moved.zip",
  "a host that looks alike": () => "https://127.0.0.1.evil.example/moved.zip",
  "a private host": () => "http://10.0.0.1/moved.zip",
  "a cloud's own data": () => "http://169.254.169.254/latest/meta-data/",
  "this machine by another name": (url) => url.replace("127.0.0.1", "localhost"),
  "this machine by IPv6": (url) => url.replace("127.0.0.1", "[::1]"),
  "user info": (url) => url.replace("//", "//user:password@"),
  "a file": () => "file:///etc/passwd",
  data: () => `data:application/zip;base64,${PACKAGE.toString("base64", 0, 30)}`,
  "a script": () => "javascript:0",
  "no URL": () => "http://[",
  nothing: () => null,
};
for (const [name, location] of Object.entries(REFUSED)) {
  both(`row 39: a redirect to ${name} is REDIRECT_REFUSED`, async (t, target) => {
    const decoy = await storage(t, [whole()]);
    const place = location(`${decoy.url}/?${QUERY}`);
    const server = await storage(t, [redirect(place, 307)]);
    const { status, retryable, attempts } = await fails(server, target, "REDIRECT_REFUSED");
    assert.deepEqual([status, retryable, attempts], [307, false, 1]);
    assert.deepEqual([server.requests.length, decoy.requests.length, server.links.length], [1, 0, 1]);
  });
}

both("row 39: redirects without end are refused", async (t, target) => {
  const server = await storage(t, [redirect("/again", 308)]);
  await fails(server, target, "REDIRECT_REFUSED");
  assert.equal(server.requests.length, 6);
});
both("row 39: 300 and 304 are no redirects to follow", async (t, target) => {
  for (const status of [300, 304]) {
    const server = await storage(t, [answer(status, "", { location: "/moved.zip", "content-length": null })]);
    const error = await rejection(pull(server), "REDIRECT_REFUSED");
    assert.deepEqual([error.status, server.requests.length], [status, 1]);
  }
  await target.to?.abort();
});
it("row 39: a redirect that an injected fetch followed by itself is refused", async (t) => {
  const server = await storage(t, [redirect("/moved.zip"), whole()]);
  await rejection(
    pull(server, { fetch: (url, init) => fetch(url, { ...init, redirect: "follow" }) }),
    "REDIRECT_REFUSED",
  );
});

// The platform's reply names the address. A fetch of the test records the requests.
async function named(url, options) {
  const fetched = [];
  const fetch = async (address) => {
    if (address.startsWith("https://api.weixin.qq.com/"))
      return Response.json({ errcode: 0, errmsg: "ok", url, checksum: CHECKSUM });
    fetched.push(address);
    return new Response(PACKAGE);
  };
  const download = downloadFunction(request, { fetch, ...options });
  const error = await download.then(
    () => undefined,
    () => rejection(download, "HOST_REFUSED"),
  );
  return { error, fetched };
}

const COS = "lambdash-1253665810.cos.ap-shanghai.myqcloud.com";
const ROWS = {
  "row 40": [
    "https://evilmyqcloud.com",
    "https://a.evilmyqcloud.com",
    "https://myqcloud.com",
    `https://${COS}.evil.example`,
    `https://${COS}%2eevil.example`,
    "https://evil.example/.myqcloud.com",
    "https://evil.example#.myqcloud.com",
    "https://evil.example?.myqcloud.com",
    `https://evil.example\\@${COS}`,
    "https://a.myqcloud.cn",
    "https://a.tencentcos.com",
    "https://api.weixin.qq.com.evil.example",
    `https://user@${COS}`,
    `https://user:password@${COS}`,
    `https://:password@${COS}`,
    `https://${COS}@evil.example`,
    `https://${COS}:8443`,
    `https://${COS}:80`,
    `https://${COS}:1`,
    `https://${COS}.`,
    "https://myqcloud.com.",
    "https://a.m\u0443qcloud.com",
    "https://a.xn--mqcloud-1of.com",
    "https://a.my\u0261cloud.com",
    "https://localhost",
    "https://a",
    "https://[bad",
    "https://a b.myqcloud.com:x",
  ],
  "row 41": [
    `http://${COS}`,
    `ftp://${COS}`,
    `ws://${COS}`,
    `file://${COS}`,
    "file:///etc/passwd",
    "data:application/zip,PK",
    `blob:https://${COS}/1`,
    "javascript:0",
    "https://127.0.0.1",
    "http://127.0.0.1",
    "http://127.0.0.1:8080",
    "http://localhost",
    "https://2130706433",
    "https://0x7f000001",
    "https://0x7f.1",
    "https://0177.0.0.1",
    "https://127.1",
    "https://0",
    "https://0.0.0.0",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://[fe80::1]",
    "https://[::]",
    "https://10.0.0.1",
    "https://192.168.0.1",
    "https://169.254.169.254",
    "https://2852039166",
    "https://0xa9fea9fe",
    "https://119.29.29.29",
  ],
};
for (const [row, urls] of Object.entries(ROWS)) {
  describe(row, () => {
    for (const url of urls) {
      it(`${row}: ${url} is HOST_REFUSED`, async () => {
        const address =
          url.startsWith("data:") || url.includes("#") || url.includes("?")
            ? url + CANARY_SIGNATURE
            : `${url}/a.zip?${QUERY}`;
        const target = stream();
        const { error, fetched } = await named(address.replace(" ", "%20"), { to: target.to });
        assert.ok(error, "it was downloaded");
        assert.deepEqual([fetched, error.retryable], [[], false]);
        await target.failed(error);
      });
    }
  });
}

describe("row 40: what is allowed", () => {
  const allowed = [
    [`https://${COS}`],
    [`https://${COS}:443`],
    ["https://A.COS.MyQcloud.COM"],
    ["https://bucket.cos.ap-guangzhou.tencentcos.cn"],
    ["HTTPS://a.myqcloud.com"],
    ["https://storage.example", ["storage.example"]],
    ["https://a.b.example", ["*.b.example"]],
    ["http://127.0.0.1:8080", ["127.0.0.1"]],
    ["http://2130706433:8080", ["127.0.0.1"]],
    ["http://localhost:8080", ["localhost"]],
    ["http://[::1]:8080", ["[::1]"]],
  ];
  for (const [url, allowedHosts] of allowed) {
    it(`row 40: ${url} is fetched${allowedHosts ? ` by ${allowedHosts}` : ""}`, async () => {
      const { error, fetched } = await named(`${url}/a.zip?${QUERY}`, { allowedHosts });
      assert.equal(error, undefined);
      assert.deepEqual(fetched, [`${url}/a.zip?${QUERY}`]);
    });
  }
  const refused = [
    [`https://${COS}`, []],
    [`https://${COS}`, ["storage.example"]],
    ["https://b.example", ["*.b.example"]],
    ["http://storage.example", ["storage.example"]],
    ["https://storage.example:8443", ["storage.example"]],
    ["http://10.0.0.1", ["10.0.0.1"]],
    ["http://127.0.0.2:8080", ["127.0.0.1"]],
  ];
  for (const [url, allowedHosts] of refused) {
    it(`row 40: ${url} is refused by ${JSON.stringify(allowedHosts)}`, async () => {
      const { error, fetched } = await named(`${url}/a.zip?${QUERY}`, { allowedHosts });
      assert.ok(error);
      assert.deepEqual(fetched, []);
    });
  }
});

it("row 41: this machine has to be named in allowedHosts, where that is given, on a real socket", async (t) => {
  const server = await storage(t, [whole()]);
  const error = await rejection(pull(server, { allowedHosts: ["*.myqcloud.com"] }), "HOST_REFUSED");
  assert.match(error.message, /127\.0\.0\.1|https/);
  assert.deepEqual([server.links.length, server.requests.length, error.attempts], [1, 0, 1]);
});
