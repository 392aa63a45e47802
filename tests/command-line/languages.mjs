// The command line in English and Chinese.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, lines, LOGIN, run, sandboxAddress, serving, TOKEN } from "./program.mjs";

const SOURCES = new URL("../../pkg-template/cli/", import.meta.url);
const COMMANDS = ["link", "pull", "verify", "inspect", "diff", "extract", "snapshot", "report", "relay", "sandbox"];
const ZH = { LANG: "zh_CN.UTF-8" };
const HAN = /\p{Script=Han}/u;
const [en, chinese] = await Promise.all(
  ["en", "zh-CN"].map(async (name) => (await import(new URL(`texts/${name}.js`, SOURCES))).default),
);

// The report's page has texts of its own.
const sources = readdirSync(SOURCES, { recursive: true })
  .filter((name) => name.endsWith(".js") && !/^(texts|report.page)/.test(name))
  .map((name) => [name, readFileSync(new URL(name, SOURCES), "utf8")]);

describe("the texts", () => {
  it("have the same keys in both languages", () => {
    assert.ok(Object.keys(en).length > 200);
    for (const key of Object.keys(en)) assert.ok(key in chinese, `pkg-template/cli/texts/zh-CN.js has no ${key}`);
    for (const key of Object.keys(chinese)) assert.ok(key in en, `pkg-template/cli/texts/en.js has no ${key}`);
  });

  it("have the same names to fill in, and Chinese is Chinese with a space beside Latin", () => {
    const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(chinese)) {
      assert.deepEqual(names(text), names(en[key]), `zh-CN.js: ${key}`);
      const withoutNames = text.replace(/\{\w+\}/g, "").replace(/\w/g, "");
      if (/\p{L}/u.test(en[key].replace(/\{\w+\}|rid|\/s/g, "")) && key !== "row.checksum")
        assert.match(text, HAN, `zh-CN.js: ${key}`);
      assert.ok(withoutNames !== undefined);
      assert.doesNotMatch(text, /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u, `zh-CN.js: ${key}`);
    }
  });

  it("are all used, and no other is", () => {
    const code = sources.map(([, text]) => text).join("\n");
    const composed =
      /^(system\.E[A-Z]+|(drift|snapshot)\.(unchanged|repackaged|changed|added|removed|unknown)|finding\.[A-Z0-9_]+|misuse\.need(ed|less)(Alone|Batch)|verify\.(wrong|unreadable|malformed))$/;
    for (const key of Object.keys(en)) {
      assert.ok(code.includes(`"${key}"`) || composed.test(key), `pkg-template/cli/texts/en.js: nothing says ${key}`);
    }
    for (const [file, text] of sources) {
      for (const [, key] of text.matchAll(/\btext\(\s*"([^"]+)"/g))
        assert.ok(key in en, `${file} says ${key}, which en.js does not have`);
    }
  });
});

describe("the language is", () => {
  const chosen = async (parameters, env) =>
    HAN.test((await run([...parameters, "--help"], { env })).stdout) ? "zh-CN" : "en";
  for (const [env, parameters, expected] of [
    [{}, [], "en"],
    [{ LANG: "zh_CN.UTF-8" }, [], "zh-CN"],
    [{ LANG: "zh_CN" }, [], "zh-CN"],
    [{ LANG: "zh_TW.utf8" }, [], "zh-CN"],
    [{ LANG: "zh-Hans-CN" }, [], "zh-CN"],
    [{ LANG: "en_GB.UTF-8" }, [], "en"],
    [{ LANG: "de_DE.UTF-8" }, [], "en"],
    [{ LANG: "zha_CN" }, [], "en"],
    [{ LANG: "zh_CN.GB18030" }, [], "en"], // which could not show it
    [{ LANG: "zh_CN.UTF-8", LC_MESSAGES: "en_US.UTF-8" }, [], "en"],
    [{ LANG: "zh_CN.UTF-8", LC_MESSAGES: "en_US.UTF-8", LC_ALL: "zh_CN.UTF-8" }, [], "zh-CN"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, [], "en"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "" }, [], "zh-CN"],
    [{}, ["--lang", "zh-CN"], "zh-CN"],
    [{}, ["--lang=zh-CN"], "zh-CN"],
    [{}, ["link", "--lang", "zh-CN"], "zh-CN"],
    [{ LC_ALL: "zh_CN.UTF-8" }, ["pull", "--lang=en"], "en"],
    [{ LC_ALL: "zh_CN.UTF-8" }, ["--lang", "en", "pull"], "en"],
  ]) {
    it(`${expected} by ${JSON.stringify(env)} ${parameters.join(" ")}`, async () =>
      assert.equal(await chosen(parameters, env), expected));
  }

  it("refused where it is none", async () => {
    for (const parameters of [
      ["link", "--lang", "fr"],
      ["--lang=zh", "link"],
    ]) {
      const { code, stderr } = await run(parameters);
      assert.equal(code, 2);
      assert.match(stderr, /^error: option '--lang <language>' argument '(fr|zh)' is invalid\. Give en or zh-CN\./);
    }
    assert.match((await run(["link", "--lang"], { env: ZH })).stderr, /^错误：选项 '--lang <language>' 缺少值/);
  });
});

describe("in Chinese", () => {
  it("every help is, with the same options and examples", async () => {
    for (const command of [[], ...COMMANDS.map((name) => [name])]) {
      const [english, chinese] = [await run([...command, "--help"]), await run([...command, "--help"], { env: ZH })];
      const { stdout } = chinese;
      const flags = (text) =>
        text.split(/^(?:Examples|示例|Try it|无需)/m)[0].match(/^ {2}(-\w, )?--[a-z-]+( <\w+>)?/gm);
      assert.deepEqual(flags(stdout), flags(english.stdout));
      const examples = (text) => text.match(/^ +\$ [^#\n]*/gm);
      assert.deepEqual(examples(stdout), examples(english.stdout));
      // A line of JavaScript is an example, too.
      assert.doesNotMatch(
        stdout.replace("export default", ""),
        /\b(the|Usage|Options|Commands|Arguments|default|display|Examples|is|of|for)\b/i,
      );
      for (const line of stdout.split("示例")[0].split("\n")) {
        const width = [...line].reduce((sum, character) => sum + (/[\u2e80-\uffe6]/.test(character) ? 2 : 1), 0);
        if (/^ {2}-|^ {10}/.test(line) && !line.includes("WECHAT")) assert.ok(width <= 80, line);
      }
      assert.deepEqual(await run(["help", ...command], { env: ZH }), chinese);
    }
  });

  for (const [parameters, words] of [
    [["pul"], /^错误：未知命令 'pul' \[INVALID_ARGUMENT\]\n {2}处理办法：是否要输入 pull？请参阅/],
    [["link", ...LOGIN, "--timout", "3"], /^错误：未知选项 '--timout' .*\n.*是否要输入 --timeout？/],
    [["pull", ...LOGIN, "--attempts", "0"], /选项 '--attempts <number>' 的值 '0' 不正确。请给出大于 0 的整数。/],
    [["link", ...LOGIN, "extra"], /'link' 的参数过多：应有 0 个，实际 1 个。/],
    [["link"], /必须给出 --env 和 --function .*\n.*请参阅 wechat-function-link link --help。/],
    [["pull", ...LOGIN, "--out-dir", "x"], /没有 --batch 时不能给出 --out-dir/],
    [["pull", "--batch", "-"], /使用 --batch 时必须给出 --out-dir/],
    [["link", ...LOGIN], /没有 access_token/],
    [["link", ...LOGIN, "--token", "x"], /access_token 不能作为参数.*\n.*WECHAT_ACCESS_TOKEN/],
    [["link", ...LOGIN, "--token-file", "/nowhere"], /access_token 文件 \/nowhere.*没有这个文件或目录（ENOENT）/],
    [["link", ...LOGIN, "--token-command", "exit 3"], /以退出码 3 结束/],
    [["verify", "/nowhere", "0".repeat(64)], /无法读取 \/nowhere：没有这个文件或目录（ENOENT）/],
    [["verify", "/nowhere", "x"], /校验值不是 64 位十六进制数字|没有这个文件或目录/],
    [["relay", "--origin", "x"], /--origin 不是源/],
    [["sandbox", "--functions", "/nowhere"], /无法读取 \/nowhere/],
    [["inspect"], /必须给出 FILE，或 --env 和 --function/],
    [["inspect", "/nowhere"], /无法读取 \/nowhere：没有这个文件或目录（ENOENT）/],
    [["diff", "a.zip"], /必须给出两个代码包/],
    [["diff", "a", "b", "--stat", "--patch"], /不能同时给出 --stat 和 --patch/],
    [["extract", "a.zip"], /必须给出 --out-dir/],
    [["extract", "a.zip", "--out-dir", "x", "--symlinks", "follow"], /请给出 refuse 或 skip/],
  ]) {
    it(`a misuse is told: ${parameters.join(" ").slice(0, 60)}`, async () => {
      const { code, stdout, stderr } = await run(parameters, { env: ZH });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /\b(the|must|error|what to do|could|given|see)\b/i);
    });
  }

  it("the library's errors are told in the command's words, with the platform's own beside", async () => {
    const asked = (name, ...more) => [
      "link",
      "-e",
      "errcode",
      "-f",
      name,
      "--base-url",
      sandboxAddress(),
      "--attempts",
      "1",
      ...more,
    ];
    const { stderr } = await run(asked("61007"), { env: { ...TOKEN, ...ZH } });
    assert.match(
      stderr,
      /^错误：微信平台返回 errcode 61007（api is unauthorized to component rid: .*）：授权方没有授予此接口所属的权限集（环境 "errcode" 中的云函数 "61007"） \[PERMISSION_DENIED\]\n {2}处理办法：请授权方将 49 号或 64 号权限集/,
    );
    const { stderr: missing } = await run(asked("-501009"), { env: { ...TOKEN, ...ZH } });
    assert.match(missing, /请核对 --function（区分大小写）/);
  });

  it("of limits, hosts and files, too", async (t) => {
    const { url } = await httpServer(t, () => {});
    const cwd = await emptyFolder(t);
    const env = { ...TOKEN, ...ZH };
    const late = await run(["link", ...LOGIN, "--base-url", url, "--timeout", "0.2"], { env });
    assert.match(late.stderr, /没有在 --timeout（0\.2 秒）内完成/);
    const pull = ["pull", ...LOGIN, "--base-url", sandboxAddress()];
    assert.match(
      (await run([...pull, "--allowed-host", "storage.example"], { cwd, env })).stderr,
      /127\.0\.0\.1 不在 --allowed-host 允许的范围内[^]*请用 --allowed-host 允许/,
    );
    assert.match((await run([...pull, "--max-bytes", "10"], { cwd, env })).stderr, /超过了 --max-bytes（10 字节）/);
    assert.match(
      (await run([...pull, "--out", "nope/x.zip"], { cwd, env })).stderr,
      /无法写入 .*nope\/x\.zip：所在目录不存在（ENOENT）/,
    );
    const words = await run(["link", "-e", "a\tb", "-f", "x", "--base-url", sandboxAddress()], { env });
    assert.match(words.stderr, /^错误：--env 不得含有控制字符/);
  });

  it("--json has the same keys, and messages in the language", async (t) => {
    const cwd = await emptyFolder(t);
    const pull = ["pull", ...LOGIN, "--base-url", sandboxAddress(), "--json"];
    const [english, other] = [await run(pull, { cwd, env: TOKEN }), await run(pull, { cwd, env: { ...TOKEN, ...ZH } })];
    assert.deepEqual(Object.keys(lines(other.stdout)[0]), Object.keys(lines(english.stdout)[0]));
    assert.equal(lines(other.stdout)[0].verified, true);
    const failing = ["link", "-e", "errcode", "-f", "-1", "--attempts", "1", "--base-url", sandboxAddress(), "--json"];
    const [{ error: first }] = lines((await run(failing, { env: TOKEN })).stdout);
    const [{ error: second }] = lines((await run(failing, { env: { ...TOKEN, ...ZH } })).stdout);
    assert.deepEqual(Object.keys(second), Object.keys(first));
    assert.deepEqual([second.code, second.errcode, second.retryable], ["BUSY", -1, true]);
    assert.match(`${second.message} ${second.advice}`, /微信平台.*系统繁忙，请几秒后重试。/);
    assert.match(first.message, /^the platform answered errcode -1/);
  });

  it("what a command shows is: a pull, a batch, a verification, the sandbox, the relay", async (t) => {
    const cwd = await emptyFolder(t);
    const env = { ...TOKEN, ...ZH };
    const { stdout } = await run(["pull", ...LOGIN, "--base-url", sandboxAddress()], { cwd, env });
    const columns = [...stdout.matchAll(/^(\S+ +)/gm)].map(([, name]) =>
      [...name].reduce((sum, one) => sum + (HAN.test(one) ? 2 : 1), 0),
    );
    assert.equal(new Set(columns).size, 1, stdout);
    assert.match(
      stdout,
      /^链接 .*\n有效期至 .*\n文件 .*\n大小 .*字节\nSHA-256 .*\n结论 +校验通过：SHA-256 与平台给出的校验值一致\n$/,
    );
    const input = '{"env":"test-777bb9","functionName":"login"}\n{"env":"test-777bb9","functionName":"nope"}';
    const batch = await run(["pull", "--batch", "-", "--out-dir", "out", "--base-url", sandboxAddress()], {
      cwd,
      env,
      input,
    });
    assert.equal(batch.code, 2);
    assert.match(batch.stdout, /^已下载 +1（.*，用时 .* 秒）\n失败 +1\n列表 +out\/SHA256SUMS\n$/);
    assert.match(batch.stderr, /^test-777bb9\/nope\.zip 失败：微信平台返回/);
    const checked = await run(["verify", "-c", "SHA256SUMS"], { cwd: join(cwd, "out"), env });
    assert.equal(checked.stdout, "test-777bb9/login.zip：通过\n");
    await writeFile(join(cwd, "out/SHA256SUMS"), `${"0".repeat(64)}  test-777bb9/login.zip\nx\n`);
    const wrong = await run(["verify", "-c", "-w", "SHA256SUMS"], { cwd: join(cwd, "out"), env });
    assert.deepEqual([wrong.code, wrong.stdout], [1, "test-777bb9/login.zip：不通过\n"]);
    assert.equal(wrong.stderr, "格式不正确 SHA256SUMS：第 2 行\n1 个不通过, 1 行格式不正确\n");
    const relay = await serving(["relay", "--port", "0", "--json"], { env });
    t.after(() => relay.child.kill());
    const page = await fetch(relay.first.relay, { redirect: "manual" });
    assert.equal(await page.text(), "请打开终端里显示的地址。\n");
  });
});
