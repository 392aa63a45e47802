// explainErrcode in English and Chinese.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { describeError, explainErrcode } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { rejection } from "../support/calls.mjs";

const ZH = { language: "zh-CN" };
const { functions } = createSandbox();

const ERRCODES = functions.filter(({ env }) => env === "errcode").map(({ errcode }) => errcode);

// What stands in the original, names and numbers aside, is no English prose: words that messages of every kind are full of.
const ENGLISH = /\b(the|is|of|was|not|must|by|and|its|to|or|could|answer\w*|look|check|try)\b/;

describe("explainErrcode", () => {
  it("explains every errcode in Chinese, with the rest as it is in English", async () => {
    assert.ok(ERRCODES.length > 30);
    for (const errcode of [0, ...ERRCODES]) {
      const [english, chinese] = [await explainErrcode(errcode), await explainErrcode(errcode, ZH)];
      const { meaning, advice, ...rest } = english;
      assert.deepEqual(chinese, { ...rest, meaning: chinese.meaning, advice: chinese.advice });
      assert.deepEqual(await explainErrcode(errcode, { language: "en" }), english);
      for (const [name, text] of [
        ["meaning", chinese.meaning],
        ["advice", chinese.advice],
      ]) {
        assert.match(text, /[\u4e00-\u9fff].*。$/, `src/error/errcode.rs: ${errcode} ${name}`);
        assert.doesNotMatch(text, ENGLISH, `src/error/errcode.rs: ${errcode} ${name}`);
        assert.notEqual(text, english[name]);
      }
    }
    assert.match((await explainErrcode(61007, ZH)).advice, /49 号或 64 号权限集授予本第三方平台/);
  });

  it("an errcode that nobody documented", async () => {
    const { name, code, meaning, advice } = await explainErrcode(99999, ZH);
    assert.deepEqual([name, code], ["unknown errcode", "REJECTED"]);
    assert.match(`${meaning}${advice}`, /没有列出的 errcode。请在微信的全局返回码中查找/);
  });

  it("a language that it does not speak, and options that are none", async () => {
    for (const [options, words] of [
      [{ language: "fr" }, /^options\.language must be "en" or "zh-CN"$/],
      [{ language: "zh" }, /options\.language/],
      [{ language: 1 }, /options\.language/],
      [{ language: "__proto__" }, /options\.language/],
      [null, /^options must be an object$/],
      ["zh-CN", /^options must be an object$/],
    ]) {
      for (const call of [explainErrcode(0, options), describeError(new Error("x"), options)]) {
        assert.match((await rejection(call, "INVALID_ARGUMENT")).message, words);
      }
    }
    const throwing = Object.defineProperty({}, "language", {
      get() {
        throw new Error("own");
      },
    });
    assert.match((await rejection(explainErrcode(0, throwing), "INVALID_ARGUMENT")).message, /must be readable/);
    assert.deepEqual(await explainErrcode(0, {}), await explainErrcode(0, { language: undefined }));
  });

  it("reads the language at the call", async () => {
    const options = { language: "zh-CN" };
    const asked = explainErrcode(-1, options);
    options.language = "en";
    assert.match((await asked).meaning, /系统繁忙/);
  });
});
