// Writes the table of who accepts what into docs/packages.md: `node tests/packages/readers.mjs`, with python3, unzip and the
// benchmarks' yauzl. A reader accepts a package where it reads every entry to its end without an error or a warning.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const text = (file) => readFileSync(path(file), "utf8");

const PYTHON = `
import json, sys, warnings, zipfile
warnings.simplefilter("error")
def accepts(path):
    try:
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist():
                package.read(entry)
        return True
    except Exception:
        return False
print(json.dumps([accepts(path) for path in sys.argv[1:]]))
`;

function python(files) {
  const { stdout, error } = spawnSync("python3", ["-c", PYTHON, ...files], { encoding: "utf8" });
  if (error) throw error;
  return JSON.parse(stdout);
}

function infoZip(file) {
  const { status, error } = spawnSync("unzip", ["-tqq", "-P", "", file], { timeout: 60_000 });
  if (error) throw error;
  return status === 0;
}

async function yauzlReads(file) {
  const yauzl = createRequire(path("../../benchmarks/package.json"))("yauzl");
  const open = (resolve, reject) => {
    const next = (error, zip) => {
      if (error) return reject(error);
      zip.on("error", reject).on("end", resolve);
      zip.on("entry", (entry) => {
        zip.openReadStream(entry, (error, stream) => {
          if (error) return reject(error);
          stream
            .on("error", reject)
            .on("end", () => zip.readEntry())
            .resume();
        });
      });
      zip.readEntry();
    };
    yauzl.fromBuffer(readFileSync(file), { lazyEntries: true }, next);
  };
  return new Promise(open).then(
    () => true,
    () => false,
  );
}

/** The reasons in their order, with what they mean in both languages. */
function reasons() {
  const lines = text("../../package/src/reason.rs").matchAll(/^ +\w+ = "(\w+)", "(.*)", "(.*)";$/gm);
  return [...lines].map(([, code, english, chinese]) => ({ code, english, chinese }));
}

const fixtures = JSON.parse(text("fixtures.json")).filter(({ limits }) => limits === undefined);
const files = fixtures.map(({ file }) => path(file));
const byPython = python(files);
const judged = [];
for (const [at, fixture] of fixtures.entries()) {
  const error = fixture.findings?.find(({ level }) => level === "error");
  const code = fixture.notZip ?? error?.code;
  judged.push({ code, accepted: [code === undefined, byPython[at], infoZip(files[at]), await yauzlReads(files[at])] });
}

function row({ code, words }) {
  const packages = judged.filter((package_) => package_.code === code);
  if (packages.length === 0) return [];
  const counts = [0, 1, 2, 3].map((reader) => packages.filter(({ accepted }) => accepted[reader]).length);
  return [`| ${code ? `\`${code}\`: ` : ""}${words} | ${[packages.length, ...counts].join(" | ")} |`];
}

function table(language, heads, sound) {
  const rows = reasons().map((reason) => ({ code: reason.code, words: reason[language] }));
  const lines = [heads, heads.map((_, at) => (at === 0 ? "---" : "---:"))].map((cells) => `| ${cells.join(" | ")} |`);
  return [...lines, ...row({ code: undefined, words: sound }), ...rows.flatMap(row)].join("\n");
}

function write(file, content) {
  const [begin, end] = ["<!-- readers: written by tests/packages/readers.mjs -->", "<!-- end of readers -->"];
  const old = text(file);
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file}: the markers of the table are missing`);
  writeFileSync(path(file), `${old.slice(0, from)}${begin}\n${content}\n${old.slice(to)}`);
}

const READERS = ["Python `zipfile`", "Info-ZIP `unzip`", "yauzl"];
write("../../docs/packages.md", table("english", ["the package", "packages", "this package", ...READERS], "sound"));
write("../../docs/zh-CN/packages.md", table("chinese", ["代码包", "数量", "本包", ...READERS], "完好"));
