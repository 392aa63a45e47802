// The code of every server and page that uses `wechat-function-link/package`, and its expected result.
import { createSandbox } from "../../pkg/sandbox.js";

// The sandbox's package without an index.js, as text.
const { fetch: ask } = createSandbox();
const body = JSON.stringify({ env: "package", function_name: "no-entry" });
const address = "https://api.weixin.qq.com/tcb/downloadfunction?access_token=sandbox-access-token";
const { url } = await (await ask(address, { method: "POST", body })).json();
const zip = Buffer.from(await (await ask(url)).arrayBuffer()).toString("base64");

const NAMES = "inspectPackage, comparePackages, readEntry";
export const ESM = `import { ${NAMES} } from "wechat-function-link/package";`;
export const CJS = `const { ${NAMES} } = require("wechat-function-link/package");`;
// Defines check(): the findings of a package, its digest, a comparison, a text of it, and an error.
export const CHECK = `
async function check() {
  const zip = Uint8Array.from(atob("${zip}"), (character) => character.charCodeAt(0));
  const { findings, contentDigest } = await inspectPackage(zip);
  const { same } = await comparePackages(zip, new Blob([zip]));
  const text = new TextDecoder().decode(await readEntry(zip, "main.js"));
  const error = await inspectPackage(new Uint8Array(3)).catch((reason) => reason);
  const codes = findings.map(({ code }) => code);
  return [codes, contentDigest.slice(0, 6), same, text.includes("exports.main"), error.code].join();
}
`;
export const EXPECTED = "NO_INDEX,tree1:,true,true,BAD_PACKAGE";
