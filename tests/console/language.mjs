// English and Chinese: chosen from the browser's languages, switchable, remembered, complete.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";

import en from "../../www/page/texts/en.js";
import chinese from "../../www/page/texts/zh-CN.js";
import { eventually } from "./eventually.mjs";
import { visit } from "./visit.mjs";

const PAGE = new URL("../../www/page/", import.meta.url);

describe("the texts", { timeout: 300_000 }, () => {
  it("have the same keys and the same names to fill in, in both languages, and none is empty", () => {
    assert.deepEqual(Object.keys(en), Object.keys(chinese));
    assert.ok(Object.keys(en).length > 90);
    const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(en)) {
      assert.ok(text.trim() !== "" && chinese[key].trim() !== "", key);
      assert.deepEqual(names(text), names(chinese[key]), key);
    }
    // Texts that both languages share: names of the platform and of the Web.
    const same = Object.keys(en).filter((key) => en[key] === chinese[key]);
    assert.deepEqual(same.sort(), [
      "copy.refused",
      "difference.sides",
      "fact.checksum",
      "fact.errcode",
      "fact.errmsg",
      "fact.rid",
      "history.checksum",
      "inside.main",
      "inside.name",
    ]);
  });

  it("are all used by the page, and it uses no other", () => {
    const files = readdirSync(PAGE, { recursive: true }).filter((name) => /\.jsx?$/.test(name) && !/^texts/.test(name));
    const sources = files.map((name) => readFileSync(new URL(name, PAGE), "utf8")).join("\n");
    const keys = Object.keys(en);
    // Keys that are put together: `nav.${view}`.
    const composed = [...sources.matchAll(/`([a-z]+\.)\$\{/g)].map(([, start]) => start);
    const own = /^(title|message|advice)\.[A-Z_]+(\.\w+)?$/;
    assert.deepEqual(
      keys.filter(
        (key) => !sources.includes(`"${key}"`) && !own.test(key) && !composed.some((start) => key.startsWith(start)),
      ),
      [],
    );
    for (const [, key] of sources.matchAll(/(?:\btext\(|\bname=)"([a-z]+(?:\.[A-Za-z_.]+)?)"/g))
      if (/\./.test(key)) assert.ok(keys.includes(key), key);
  });
});

describe("the language", { timeout: 300_000 }, () => {
  for (const [languages, lang] of [
    ["zh-CN", "zh-CN"],
    ["zh-TW", "zh-CN"],
    ["zh-Hans-SG", "zh-CN"],
    ["en-US", "en"],
    ["de-DE", "en"],
  ]) {
    it(`of a browser that speaks ${languages} is ${lang}`, async (t) => {
      const console = await visit(t, { locale: languages });
      assert.equal(await console.page.getAttribute("html", "lang"), lang);
      assert.match(await console.page.title(), lang === "en" ? /Cloud functions$/ : /云函数$/);
      assert.equal(await console.page.getAttribute(`.languages [lang="${lang}"]`, "aria-pressed"), "true");
      await console.finish();
    });
  }

  it("is switched everywhere at once, with what is shown already, and remembered", async (t) => {
    const console = await visit(t, { locale: "en-US" });
    const { page } = console;
    await console.get("test-777bb9", "login");
    assert.match(await page.innerText(".expiry"), /(AM|PM)[^]*2 hr 47 min left/);
    await page.waitForSelector("#inside-title");
    await console.speak("zh-CN");
    const shown = await page.innerText("body");
    for (const words of [
      "校验通过",
      "login 的代码包完整无误",
      "剩余 2小时47分钟",
      "字节",
      "保存 login.zip",
      "未发现问题",
    ]) {
      assert.ok(shown.includes(words), words);
    }
    // Only names remain from the other language.
    assert.doesNotMatch(
      shown.replaceAll("English", "").replaceAll("exports.main", ""),
      /\b(the|of|and|is|Verified|bytes|Copy|Save)\b/,
    );
    assert.doesNotMatch(await page.innerText("body"), /AM|PM/);
    await page.reload();
    await page.waitForSelector('html[lang="zh-CN"]');
    await console.speak("en");
    await page.reload();
    await page.waitForSelector('html[lang="en"]');
    assert.equal(await page.evaluate(() => localStorage["console.language"]), '"en"');
    await console.finish();
  });

  it("Chinese tells an error in the platform's terms, and keeps the English original beneath", async (t) => {
    const console = await visit(t, { locale: "zh-CN" });
    const { page } = console;
    for (const [errcode, words, original] of [
      [
        "61007",
        /没有调用权限[^]*：授权方没有授予此接口所属的权限集（环境 "errcode" 中的云函数 "61007"）。[^]*处理建议[^]*49 号或 64 号权限集[^]*问题解决之前/,
        /permission set 49 or 64/,
      ],
      ["61004", /203\.0\.113\.7[^]*调用方的 IP 不在第三方平台的 IP 白名单中/, /IP allowlist/],
      ["42001", /微信拒绝了 access_token[^]*重新获取 authorizer_access_token/, /fetch a new authorizer_access_token/],
    ]) {
      const { kind, text } = await console.get("errcode", errcode);
      assert.equal(kind, "bad");
      assert.match(text, words);
      assert.match(text, /英文原文/);
      await page.click(".original summary");
      const english = page.locator(".original p");
      assert.equal(await english.getAttribute("lang"), "en");
      await eventually(async () => assert.match(await english.innerText(), original));
    }
    await console.screenshot("light-zh-original");
    assert.match((await console.get("reply", "errcode-unknown")).text, /微信拒绝了本次调用[^]*99999/);
    await page
      .context()
      .route("**/relay/*", (route) => route.fulfill({ status: 401, contentType: "text/html", body: "Sign in" }));
    assert.match(
      (await console.get("test-777bb9", "login")).text,
      /中转服务拒绝了请求[^]*不是来自中转服务，而是来自它前面的登录页或代理/,
    );
    await console.finish();
  });
});
