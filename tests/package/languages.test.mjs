// Errors and errcodes in English and Chinese.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";

import {
  describeError,
  downloadFunction,
  explainErrcode,
  FunctionLinkError,
  getFunctionLink,
  getFunctionLinks,
  verifyChecksum,
} from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createSandbox } from "wechat-function-link/sandbox";

import { CHECKSUM } from "../support/calls.mjs";

const ZH = { language: "zh-CN" };
const { fetch, functions } = createSandbox();
const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
const once = { fetch, maxAttempts: 1 };

const declared = await readFile(
  fileURLToPath(import.meta.resolve("wechat-function-link")).replace(/index\.c?js$/, "request.d.ts"),
  "utf8",
);
const [, union] = /type FunctionLinkErrorCode =([^;]+);/.exec(declared);
const CODES = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code);

// What stands in the original, names and numbers aside, is no English prose: words that messages of every kind are full of.
const ENGLISH = /\b(the|is|of|was|not|must|by|and|its|to|or|could|answer\w*|look|check|try)\b/;
const withoutNames = (text) => text.replace(/（[^（]*rid: [^）]*）|"[^"]*"|options\.\w+/g, "");

async function described(error) {
  const before = JSON.stringify(error);
  const english = await describeError(error);
  assert.deepEqual(english, { title: english.title, message: error.message, advice: error.advice });
  const chinese = await describeError(error, ZH);
  assert.deepEqual(Object.keys(chinese), ["title", "message", "advice"]);
  for (const [name, text] of Object.entries(chinese)) {
    assert.match(text, /[\u4e00-\u9fff]/, `${error.code}: ${name}`);
    assert.doesNotMatch(text, /英文原文/, `src/error has no Chinese for: ${error.message}`);
    assert.doesNotMatch(withoutNames(text), ENGLISH, `${error.code}: ${name}`);
    assert.doesNotMatch(text, /[{}]|undefined/, `${error.code}: ${name}`);
  }
  assert.ok(chinese.advice.endsWith("。"), chinese.advice);
  assert.equal(JSON.stringify(error), before, "the error stays as it is");
  return { ...chinese, english };
}

const failing = async (call) => {
  const error = await call.then(assert.fail, (reason) => reason);
  assert.ok(FunctionLinkError.is(error), String(error));
  return error;
};

describe("describeError", () => {
  it("every code has a title of its own, and general words, in both languages", async () => {
    assert.ok(CODES.length > 20);
    const titles = { en: new Set(), "zh-CN": new Set() };
    for (const code of CODES) {
      const error = new FunctionLinkError("of another version", {
        code,
        retryable: false,
        advice: "of another version",
      });
      for (const language of ["en", "zh-CN"]) {
        const { title, message, advice } = await describeError(error, { language });
        titles[language].add(title);
        if (language === "en") assert.deepEqual([message, advice], ["of another version", "of another version"]);
        else
          assert.match(
            `${title} ${message} ${advice}`,
            /^[^]*[\u4e00-\u9fff].*（英文原文：of another version） .*[\u4e00-\u9fff].*。$/,
          );
      }
    }
    assert.deepEqual([titles.en.size, titles["zh-CN"].size], [CODES.length, CODES.length]);
  });

  it("every errcode, reply and fault that the sandbox shows", async () => {
    const codes = new Set();
    const shown = functions.filter(({ env }) => env !== "test-777bb9");
    for (const { env, functionName, errcode } of shown) {
      const call = downloadFunction(
        { ...request, env, functionName },
        { ...once, timeoutMs: 2000, idleTimeoutMs: 500, maxBytes: 1e6 },
      );
      const error = await call.catch((reason) => reason);
      if (!FunctionLinkError.is(error)) continue; // a quirk that is read
      codes.add(error.code);
      const { message, advice } = await described(error);
      assert.ok(message.includes(`环境 "${env}" 中的云函数 "${functionName}"`), message);
      if (errcode === undefined) continue;
      const known = await explainErrcode(errcode, ZH);
      assert.equal(advice, known.advice);
      assert.ok(message.includes(`errcode ${errcode}（`) && message.includes(known.meaning.replace("。", "")), message);
      assert.ok(message.includes(error.rid), message);
    }
    assert.ok(codes.size > 8, [...codes].join());
  });

  it("names and numbers stay: limits, hosts, paths, checksums", async () => {
    const zip = { ...request };
    const calls = [
      getFunctionLink(request, {
        ...once,
        fetch: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
        timeoutMs: 50,
      }),
      downloadFunction(zip, { ...once, allowedHosts: ["storage.example"] }),
      downloadFunction(zip, { ...once, maxBytes: 10 }),
      saveFunction(request, "/nowhere at all/a  b.zip", once),
      saveFunction(request, "/", once),
    ];
    const [time, host, size, path, folder] = await Promise.all(
      calls.map(async (call) => (await described(await failing(call))).message),
    );
    assert.match(time, /timeoutMs（50 毫秒）/);
    assert.match(host, /域名 sandbox-\d+\.cos\.ap-shanghai\.myqcloud\.com 不在 allowedHosts 中/);
    assert.match(size, /maxBytes（10 字节）/);
    assert.ok(path.startsWith("无法写入 /nowhere at all/a  b.zip：所在目录不存在（ENOENT）"), path);
    assert.match(folder, /^无法写入 \/：.*（EISDIR）/);
  });

  it("every argument that is refused", async () => {
    const download = (options) => downloadFunction(request, { fetch, ...options });
    const link = (given) => getFunctionLink({ ...request, ...given }, { fetch });
    const used = new Response("x");
    await used.text();
    const locked = new ReadableStream();
    locked.getReader();
    const calls = [
      link({ env: 1 }),
      link({ env: "" }),
      link({ env: "a\tb" }),
      link({ accessToken: undefined }),
      link({ accessToken: 1 }),
      link({ authorizerAppid: "" }),
      link({ authorizerAppid: "a".repeat(65) }),
      getFunctionLink(undefined, { fetch }),
      getFunctionLink(request, 1),
      download({ baseUrl: 1 }),
      download({ baseUrl: "http://example.org" }),
      download({ baseUrl: "https://a@example.org" }),
      download({ fallbackBaseUrls: [1] }),
      download({ fetch: 1 }),
      download({ signal: 1 }),
      download({ timeoutMs: 0 }),
      download({ maxAttempts: 0 }),
      download({ relay: 1 }),
      download({ relay: "https://a.example" }),
      download({ allowedHosts: 1 }),
      download({ allowedHosts: ["a:1"] }),
      download({ maxBytes: "a" }),
      download({ engine: "a" }),
      download({ to: 1 }),
      download({ onStart: 1 }),
      getFunctionLink({ env: "a", functionName: "b" }, { relay: "https://a.example/?b", fetch }),
      getFunctionLink({ env: "a", functionName: "b" }, { relay: "http://a.example/", fetch }),
      getFunctionLinks(1).next(),
      getFunctionLinks([], { concurrency: 0 }).next(),
      saveFunction(request, "", once),
      verifyChecksum(new Uint8Array(), "a"),
      verifyChecksum(new Uint8Array(), 1),
      verifyChecksum(1, CHECKSUM),
      verifyChecksum({}, CHECKSUM),
      verifyChecksum(used, CHECKSUM),
      verifyChecksum(locked, CHECKSUM),
      verifyChecksum(Response.error(), CHECKSUM),
      verifyChecksum(
        (async function* () {
          yield 1;
        })(),
        CHECKSUM,
      ),
      explainErrcode(1.5),
      explainErrcode(1, { language: "a" }),
    ];
    for (const error of await Promise.all(calls.map(failing))) {
      assert.equal(error.code, "INVALID_ARGUMENT", error.message);
      await described(error);
    }
  });

  it("callbacks, providers, networks and intermediaries", async () => {
    const network = (code) => () => Promise.reject(Object.assign(new Error("x"), { code }));
    const page = () => new Response("<html>", { status: 401 });
    const relayed = { env: "a", functionName: "b" };
    const failed = () => {
      throw new Error("own");
    };
    const calls = [
      [downloadFunction(request, { ...once, onStart: failed }), /^options\.onStart 出错/],
      [getFunctionLink({ ...request, accessToken: failed }, once), /access_token 的提供函数/],
      [downloadFunction(request, { ...once, to: new WritableStream({ write: failed }) }), /^写入目标拒绝写入/],
      [getFunctionLink(request, { ...once, fetch: () => 1 }), /options\.fetch 返回的不是 Response/],
      [getFunctionLink(request, { ...once, fetch: network("ENOTFOUND") }), /微信平台的响应：域名无法解析/],
      [getFunctionLink(request, { ...once, fetch: network("ECONNREFUSED") }), /对方拒绝连接/],
      [getFunctionLink(request, { ...once, fetch: network("ECONNRESET") }), /之前关闭/],
      [getFunctionLink(request, { ...once, fetch: network("CERT_HAS_EXPIRED") }), /证书或 TLS/],
      [getFunctionLink(request, { ...once, fetch: network("E") }), /之前失败/],
      [
        getFunctionLink(relayed, { relay: "https://relay.example/", maxAttempts: 1, fetch: page }),
        /（HTTP 状态码 401）不是来自中转服务/,
      ],
      [
        getFunctionLink(relayed, { relay: "https://relay.example/", maxAttempts: 1, fetch: network("ECONNREFUSED") }),
        /没有收到中转服务的响应/,
      ],
    ];
    const errors = await Promise.all(calls.map(([call]) => failing(call)));
    for (const [index, error] of errors.entries()) {
      assert.match((await described(error)).message, calls[index][1]);
    }
  });

  it("what a relay says by its status alone, and its errors of the platform", async () => {
    for (const [status, words] of [
      [401, "不认识调用方"],
      [403, "无权"],
      [404, "没有这个路径"],
      [405, "POST"],
      [413, "4 KiB"],
      [415, "Content-Type"],
      [429, "请求过多"],
      [503, "发生故障"],
    ]) {
      const error = new FunctionLinkError("other words", {
        code: "RELAY_REFUSED",
        retryable: true,
        advice: "other words",
        status,
      });
      const { message, advice } = await describeError(error, ZH);
      assert.ok(message.includes(words) && message.includes("（英文原文：other words）"), message);
      assert.match(advice, /^请.*。$/);
    }
    const error = new FunctionLinkError("other words", {
      code: "PERMISSION_DENIED",
      retryable: false,
      advice: "other words",
      errcode: 61007,
    });
    assert.match(
      (await describeError(error, ZH)).message,
      /^授权方没有授予此接口所属的权限集（英文原文：other words）$/,
    );
  });

  it("a name that looks like a message's end, or like a text of ours, stays a name", async () => {
    const names = { env: 'a (function "b" in environment "c")', functionName: "the relay" };
    const error = await failing(getFunctionLink({ ...request, ...names }, once));
    assert.ok((await describeError(error, ZH)).message.includes('"the relay"'));
  });

  it("an error that crossed a worker, or is another copy's", async () => {
    const error = await failing(getFunctionLink({ ...request, env: "errcode", functionName: "61007" }, once));
    const { message, ...fields } = JSON.parse(JSON.stringify(error));
    assert.deepEqual(await describeError(new FunctionLinkError(message, fields), ZH), await describeError(error, ZH));
  });

  it("whatever else is thrown", async () => {
    for (const [thrown, message] of [
      [new TypeError("oh"), "oh"],
      ["text", "text"],
      [undefined, "undefined"],
      [null, "null"],
      [{}, "[object Object]"],
    ]) {
      assert.deepEqual(await describeError(thrown, ZH), {
        title: "发生意外错误",
        message,
        advice: "这不是 wechat-function-link 抛出的错误：请查看抛出它的位置。",
      });
      assert.equal((await describeError(thrown)).message, message);
    }
  });
});
