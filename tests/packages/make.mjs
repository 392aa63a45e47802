// Writes the packages that the tests read, and `fixtures.json`, which says what is expected of each. With `--check` it writes nothing,
// and fails where a file is not what it would write.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { bombs } from "./bombs.mjs";
import { damagedEntries } from "./damaged-entries.mjs";
import { damagedRecords } from "./damaged-records.mjs";
import { sound } from "./sound.mjs";
import { suspicious } from "./suspicious.mjs";
import { unsafeNames } from "./unsafe-names.mjs";

const folder = new URL(".", import.meta.url);
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** The digest that the interface promises, made from the files alone. */
function contentDigest(tree) {
  const paths = Object.keys(tree).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const line = (path) => {
    const data = Buffer.from(tree[path]);
    return `${path}\0${data.length}\0${sha256(data)}\n`;
  };
  return `tree1:${sha256(paths.map(line).join(""))}`;
}

function finding(text) {
  const [, level, code, path] = /^(\w+) (\w+)(?: (.*))?$/s.exec(text);
  return path === undefined ? { level, code } : { level, code, path };
}

/** Each file's name and bytes. */
export function* files() {
  const fixtures = [...sound, ...suspicious, ...unsafeNames, ...damagedRecords, ...damagedEntries, ...bombs];
  const described = fixtures.map(({ name, about, tree, findings, ...more }) => {
    const { bytes: _, ...rest } = more;
    return {
      file: `${name}.zip`,
      about,
      ...rest,
      ...(tree && { contentDigest: contentDigest(tree) }),
      ...(findings && { findings: findings.map(finding) }),
    };
  });
  for (const { name, bytes } of fixtures) yield [`${name}.zip`, bytes];
  yield ["fixtures.json", Buffer.from(`${JSON.stringify(described, null, 2)}\n`)];
}

function isSame(name, bytes) {
  try {
    return readFileSync(new URL(name, folder)).equals(bytes);
  } catch {
    return false;
  }
}

const checks = process.argv.includes("--check");
const made = new Map(files());
const surplus = readdirSync(folder).filter((name) => name.endsWith(".zip") && !made.has(name));
const stale = [...made].filter(([name, bytes]) => !isSame(name, bytes));
if (checks) {
  for (const name of [...surplus, ...stale.map(([name]) => name)])
    console.error(`tests/packages/${name} is not what make.mjs writes`);
  process.exitCode = surplus.length + stale.length > 0 ? 1 : 0;
} else {
  for (const name of surplus) rmSync(new URL(name, folder));
  for (const [name, bytes] of stale) writeFileSync(new URL(name, folder), bytes);
  console.log(`${made.size} files, ${stale.length} written, ${surplus.length} removed`);
}
