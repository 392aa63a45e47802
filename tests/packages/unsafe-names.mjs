// Packages that are sound, and are never extracted: what they would write, and where.
import { zip } from "./raw-zip.mjs";
import { INDEX } from "./sound.mjs";

const unsafe = (file, about, names, ...findings) => ({
  name: file,
  about,
  bytes: zip([
    INDEX,
    ...names.map((name) => (typeof name === "string" ? { name, data: name.endsWith("/") ? "" : "x" } : name)),
  ]),
  findings,
});
const one = (file, about, name, ...codes) =>
  unsafe(file, about, [name], ...codes.map((code) => `error ${code} ${name}`));
const link = (name, target) => ({ name, data: target, mode: 0o120777 });

export const unsafeNames = [
  one("slip", "a name that climbs out", "../evil.js", "NAME_DOTS"),
  one("slip-inside", "a name that climbs out on its way", "lib/../../evil.js", "NAME_DOTS"),
  one("slip-backslash", "the same with backslashes", "..\\evil.js", "NAME_BACKSLASH"),
  one("slip-directory", "a directory that climbs out", "../evil/", "NAME_DOTS"),
  one("absolute", "an absolute name", "/etc/evil", "NAME_ABSOLUTE"),
  one("absolute-unc", "a name of another host", "//host/share/evil", "NAME_EMPTY", "NAME_ABSOLUTE"),
  one("absolute-drive", "a name with a drive", "C:/evil", "NAME_COLON"),
  one("drive-relative", "a drive's own folder", "C:evil", "NAME_COLON"),
  one("stream", "a stream of a file", "index.js:evil", "NAME_COLON"),
  one("backslash", "a name with a backslash", "lib\\note.txt", "NAME_BACKSLASH"),
  one("backslash-unc", "a name of another host, in Windows' spelling", "\\\\host\\share\\evil", "NAME_BACKSLASH"),
  one("nul", "a NUL in a name", "evil.js\0.txt", "NAME_NUL"),
  unsafe("no-name", "an entry without a name", [{ name: "", data: "x" }], "error NAME_EMPTY "),
  one("root", "an entry that is the root", "/", "NAME_EMPTY"),
  one("dot", "a part that is a dot", "./note.txt", "NAME_DOTS"),
  one("empty-part", "an empty part", "lib//note.txt", "NAME_EMPTY"),
  ...["CON", "nul.txt", "lib/Aux.js", "prn /x", "com1", "LPT9.log", "COM¹", "lpt³.txt", "CONIN$", "conout$.txt"].map(
    (name, at) =>
      one(
        `device-${at}`,
        `a device of Windows: ${name}`,
        name,
        ...(/ \//.test(name) ? ["NAME_DEVICE", "NAME_TRAILING"] : ["NAME_DEVICE"]),
      ),
  ),
  one("trailing-dot", "a name that ends in a dot", "index.js.", "NAME_TRAILING"),
  one("trailing-space", "a folder that ends in a space", "lib /note.txt", "NAME_TRAILING"),
  one("three-dots", "a part of three dots", ".../note.txt", "NAME_TRAILING"),
  unsafe("git", "a folder .git", [".git/", ".git/config", ".git/HEAD"], "error GIT_FOLDER .git/"),
  one("git-spelt", "the same as Windows takes it", "lib/.GIT/config", "GIT_FOLDER"),
  one("git-short", "the same by its short name", "git~1/config", "GIT_FOLDER"),
  unsafe(
    "symlink-outside",
    "symbolic links that point out",
    [
      link("up", "../secret"),
      link("lib/up", "../../secret"),
      link("root", "/etc/passwd"),
      link("drive", "C:\\secret"),
      link("inside", "index.js"),
    ],
    "error SYMLINK_OUTSIDE drive",
    "error SYMLINK_OUTSIDE lib/up",
    "error SYMLINK_OUTSIDE root",
    "error SYMLINK_OUTSIDE up",
    "error SYMLINK inside",
  ),
  unsafe(
    "symlink-below",
    "a symbolic link, then files below it",
    [link("lib", "other"), "lib/evil.js", "lib/a/evil.js"],
    "error SYMLINK lib",
    "error BELOW_SYMLINK lib/a/evil.js",
    "error BELOW_SYMLINK lib/evil.js",
  ),
  unsafe(
    "symlink-below-case",
    "the same in another case",
    [link("Lib", "other"), "lib/evil.js"],
    "error SYMLINK Lib",
    "error NAME_COLLISION lib/evil.js",
  ),
  unsafe("fifo", "a FIFO", [{ name: "pipe", data: "", mode: 0o010644 }], "error SPECIAL_FILE pipe"),
  unsafe(
    "directory-unmarked",
    "a directory whose name does not say so",
    [{ name: "lib", data: "", mode: 0o040755 }],
    "error SPECIAL_FILE lib",
  ),
  unsafe("conflict", "a file, and files below it", ["lib", "lib/a.js"], "error PATH_CONFLICT lib/a.js"),
  unsafe("conflict-directory", "a file and a directory of one name", ["lib", "lib/"], "error PATH_CONFLICT lib/"),
  unsafe("collision-case", "names that differ in case", ["Note.txt", "note.txt"], "error NAME_COLLISION note.txt"),
  unsafe("collision-folder", "folders that differ in case", ["Lib/a.js", "lib/b.js"], "error NAME_COLLISION lib/b.js"),
  unsafe(
    "collision-unicode",
    "names that differ in their Unicode form",
    ["caf\u00e9.txt", "cafe\u0301.txt"],
    "error NAME_COLLISION caf\u00e9.txt",
  ),
  unsafe(
    "collision-far",
    "a collision with names between them",
    ["a/b", "a-b", "a.b", "A/c"],
    "error NAME_COLLISION A/c",
  ),
];
