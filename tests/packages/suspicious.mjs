// Packages that are sound, and may not run or hold what should not be there.
import { zip } from "./raw-zip.mjs";
import { INDEX } from "./sound.mjs";

const of = (name, about, files, ...findings) => ({
  name,
  about,
  bytes: zip(Object.entries(files).map(([path, data]) => ({ name: path, data }))),
  tree: files,
  findings,
});
const withIndex = (name, about, files, ...findings) =>
  of(name, about, { "index.js": INDEX.data, ...files }, ...findings);

const PEM = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2)}\n`;
const json = (value) => JSON.stringify(value);

export const suspicious = [
  of("no-index", "no index.js", { "app.js": INDEX.data }, "warning NO_INDEX"),
  of(
    "one-folder",
    "everything in one folder",
    { "login/index.js": INDEX.data, "login/package.json": "{}", "__MACOSX/login/._index.js": "x" },
    "warning NO_INDEX",
    "warning ONE_FOLDER login/",
    "warning MACOSX_FOLDER __MACOSX/",
  ),
  of(
    "no-exports-main",
    "index.js exports something else",
    { "index.js": "exports.handler = () => {};\n" },
    "warning NO_EXPORTS_MAIN index.js",
  ),
  of("exports-elsewhere", "index.js exports what another file has", {
    "index.js": 'module.exports = require("./dist");\n',
  }),
  withIndex(
    "no-node-modules",
    "dependencies, but no node_modules",
    {
      "package.json": json({
        name: "login",
        version: "1.0.0",
        main: "index.js",
        dependencies: { "wx-server-sdk": "~2.6.3" },
      }),
    },
    "warning NO_NODE_MODULES package.json",
  ),
  withIndex("node-modules", "dependencies and their folder", {
    "package.json": json({ dependencies: { a: "1" } }),
    "node_modules/a/package.json": json({ name: "a", version: "1.0.0", scripts: { test: "node install" } }),
  }),
  withIndex(
    "package-json-damaged",
    "a package.json that is no JSON",
    { "package.json": "{ name: 1 }" },
    "warning PACKAGE_JSON package.json",
  ),
  withIndex(
    "native",
    "a native module",
    { "node_modules/a/build/a.node": "x" },
    "warning NATIVE_MODULE node_modules/a/build/a.node",
  ),
  withIndex(
    "install-scripts",
    "install scripts, of the package and of dependencies",
    {
      "package.json": json({ scripts: { postinstall: "node build" } }),
      "node_modules/a/package.json": json({ scripts: { install: "node-gyp rebuild" } }),
      "node_modules/@b/c/package.json": json({ scripts: { preinstall: "exit 1" } }),
      "node_modules/a/lib/package.json": json({ scripts: { install: "not a dependency's" } }),
    },
    "warning INSTALL_SCRIPTS node_modules/@b/c/package.json",
    "warning INSTALL_SCRIPTS node_modules/a/package.json",
    "warning INSTALL_SCRIPTS package.json",
  ),
  withIndex(
    "env",
    "files of environment variables",
    {
      ".env": "A=1",
      "config/.env.production": "A=1",
      ".env.example": "A=",
      "node_modules/a/.env": "",
      ".environment": "",
    },
    "warning ENV_FILE .env",
    "warning ENV_FILE config/.env.production",
    "info ENV_FILE node_modules/a/.env",
  ),
  withIndex(
    "private-keys",
    "private keys, by name and by what is in them",
    {
      "cert/apiclient_key.pem": "x",
      "cert/apiclient_cert.pem": "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
      "cert/apiclient_cert.p12": "x",
      id_rsa: PEM,
      "lib/key.js": `module.exports = \`${PEM}\``,
      "lib/pem.js": 'const begin = "-----BEGIN PRIVATE KEY-----";\n',
      "lib/far.txt": `${" ".repeat(70_000)}${PEM}`,
      "node_modules/a/test/rsa.txt": PEM,
    },
    ...["cert/apiclient_cert.p12", "cert/apiclient_key.pem", "id_rsa", "lib/far.txt", "lib/key.js"].map(
      (path) => `warning PRIVATE_KEY ${path}`,
    ),
    "info PRIVATE_KEY node_modules/a/test/rsa.txt",
  ),
  withIndex(
    "long-segment",
    "a part of a name of 256 bytes",
    { [`lib/${"长".repeat(85)}1`]: "x", [`lib/${"长".repeat(85)}`]: "x" },
    `warning LONG_SEGMENT lib/${"长".repeat(85)}1`,
  ),
];
