// Pictures of the console before its redesign beside today's: `cargo xtask build`, then `node tests/console/before-and-after.mjs`. It writes
// target/screenshots/before/, target/screenshots/after/ and target/screenshots/before-and-after.html, and prints what the way to a verified
// package takes in both. The page and the server of before come from git's history; both speak with today's relay and sandbox.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { launch } from "../support/chromium.mjs";
import { startUpstream } from "../relay/upstream.mjs";
import { Hand } from "./hand.mjs";

const local = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const PICTURES = local("target/screenshots");
const OLD = local("target/console-before");
// The commit that began the redesign added this file.
const BEGAN = "www/build.mjs";

const git = (...parts) => execFileSync("git", parts, { cwd: local("."), encoding: "utf8", maxBuffer: 2 ** 28 }).trim();

// Puts the files of the commit before the redesign into target/, and today's package beside them.
function checkOut() {
  const found = git("log", "--diff-filter=A", "--format=%P", "--", BEGAN).split("\n").at(-1);
  const commit = found?.split(" ")[0];
  if (!commit || git("rev-parse", "--is-shallow-repository") === "true") {
    throw new Error("this clone's history does not reach back to the redesign: run `git fetch --unshallow` first");
  }
  rmSync(OLD, { recursive: true, force: true });
  mkdirSync(OLD, { recursive: true });
  const archive = execFileSync("git", ["archive", commit, "www", "pkg-template"], {
    cwd: local("."),
    maxBuffer: 2 ** 28,
  });
  execFileSync("tar", ["-x", "-C", OLD], { input: archive });
  symlinkSync(local("pkg"), join(OLD, "pkg"), "junction");
  return commit;
}

const SCREENS = [
  { name: "wide-light-en", title: "1280 pixels, light", width: 1280, colorScheme: "light", locale: "en-GB" },
  { name: "wide-dark-en", title: "1280 pixels, dark", width: 1280, colorScheme: "dark", locale: "en-GB" },
  { name: "wide-light-zh", title: "1280 pixels, Chinese", width: 1280, colorScheme: "light", locale: "zh-CN" },
  { name: "phone-light-en", title: "360 pixels", width: 360, colorScheme: "light", locale: "en-GB" },
  { name: "phone-dark-zh", title: "360 pixels, dark, Chinese", width: 360, colorScheme: "dark", locale: "zh-CN" },
];

// The function of each state, and its title.
const STATES = {
  start: { title: "Start" },
  verified: { title: "Verified", choice: ["package", "cloud-dependencies"] },
  mismatch: { title: "The package does not match its checksum", choice: ["broken", "mismatch"] },
  failure: { title: "The platform refuses", choice: ["errcode", "61007"] },
};

// How each console is opened and used.
const CONSOLES = {
  before: {
    start: async () => (await import(pathToFileURL(join(OLD, "www/serve.mjs")).href)).startConsole,
    options: (upstream) => ({ suggestions: upstream.functions }),
    ready: (page) => page.waitForSelector("#env-hint:not(:empty)"),
    async get(page, [env, functionName]) {
      await page.fill("#env", env);
      await page.fill("#function", functionName);
      await page.click("#get .main");
      await page.waitForSelector('#get-verdict:is([data-kind="good"], [data-kind="bad"])');
    },
    // A press on a suggestion is the system's own list, which no script reaches: by mouse 5 presses, as the fields are two.
    async byKeyboard(page, hand, [env, functionName]) {
      await hand.tabTo("#env");
      await hand.type(env);
      await hand.tabTo("#function");
      await hand.type(functionName);
      await hand.key("Enter");
      await page.waitForSelector('#get-verdict[data-kind="good"]');
    },
  },
  after: {
    start: async () => (await import("../../www/serve.mjs")).startConsole,
    options: () => ({ platform: { kind: "sandbox", host: "127.0.0.1" } }),
    ready: (page) => page.waitForSelector(".environments a"),
    async get(page, choice) {
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `#/-/${choice.join("/")}`,
      );
      await page.waitForSelector(`#function-title:text-is("${choice[1]}")`);
      await page.click(".function button.main");
      await page.waitForSelector('.verdict:is([data-kind="good"], [data-kind="bad"])');
    },
    async byKeyboard(page, hand, [env, functionName]) {
      await hand.tabTo("#env");
      await hand.type(env.slice(0, 3));
      await page.waitForSelector("#env ~ .popup [role=option]");
      await hand.key("Enter");
      await page.waitForSelector(".rows .row");
      await hand.tabTo("#function");
      await hand.type(functionName.slice(0, 3));
      await page.waitForSelector("#function ~ .popup [role=option]");
      await hand.key("Enter");
      await page.waitForFunction(() => document.activeElement.matches(".function button.main"));
      await hand.key("Enter");
      await page.waitForSelector('.verdict[data-kind="good"]');
    },
    async byMouse(page, hand, [env, functionName]) {
      await hand.press(`.environments a:has-text("${env}")`);
      await hand.press(`.rows a:text-is("${functionName}")`);
      await hand.press(".function button.main");
      await page.waitForSelector('.verdict[data-kind="good"]');
    },
  },
};

// Calls `use` with an open page of the console, and closes everything after it.
async function withPage(browser, { start, options, ready }, screen, use) {
  const ends = [];
  const upstream = await startUpstream({ after: (end) => ends.unshift(end) });
  upstream.functions.push({ env: "broken", functionName: "mismatch", download: "corrupt" });
  const startConsole = await start();
  const server = await startConsole({ relayOptions: upstream.relayOptions, ...options(upstream) });
  const { width, ...contextOptions } = screen;
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...contextOptions });
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await ready(page);
    await use(page);
  } finally {
    await context.close();
    await server.close();
    for (const end of ends) await end();
  }
}

async function takePictures(browser, kind) {
  const folder = join(PICTURES, kind);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, title: _, ...screen } of SCREENS) {
    await withPage(browser, CONSOLES[kind], screen, async (page) => {
      for (const [state, { choice }] of Object.entries(STATES)) {
        if (choice) await CONSOLES[kind].get(page, choice);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: join(folder, `${name}-${state}.png`), fullPage: true });
      }
    });
  }
}

async function count(browser, kind) {
  const { byKeyboard, byMouse } = CONSOLES[kind];
  for (const way of [byKeyboard, byMouse].filter(Boolean)) {
    await withPage(browser, CONSOLES[kind], SCREENS[0], async (page) => {
      const hand = new Hand(page);
      await way(page, hand, STATES.verified.choice);
      console.log(`${kind}: from opening to the verified package ${STATES.verified.choice.join("/")}: ${hand}`);
    });
  }
}

function html(commit) {
  const rows = SCREENS.flatMap(({ name, title }) =>
    Object.entries(STATES).map(([state, { title: what }]) => {
      const pictures = Object.keys(CONSOLES).map(
        (kind) => `<td><img src="${kind}/${name}-${state}.png" alt="${kind}: ${what}" loading="lazy"></td>`,
      );
      return `<tr><th colspan="2">${what} · ${title}</th></tr><tr>${pictures.join("")}</tr>`;
    }),
  );
  return `<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>The console before and after</title>
<style>body{margin:1rem;font:1rem/1.5 system-ui}table{width:100%;table-layout:fixed}td{vertical-align:top;text-align:center}
th{padding-top:2rem;text-align:start}img{max-width:100%;border:1px solid #999}</style>
<h1>The console before and after its redesign</h1>
<p>Left: the page of commit ${commit}. Right: today’s. Both speak with today’s relay and sandbox.</p>
<table>${rows.join("\n")}</table></html>
`;
}

const commit = checkOut();
const browser = await launch();
try {
  for (const kind of Object.keys(CONSOLES)) {
    await takePictures(browser, kind);
    await count(browser, kind);
  }
} finally {
  await browser.close();
}
writeFileSync(join(PICTURES, "before-and-after.html"), html(commit));
console.log(`${join(PICTURES, "before-and-after.html")}`);
