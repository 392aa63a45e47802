// `./url` without a bundler: the module is a file of its own beside the script.
import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";

import { visit } from "./page.mjs";
import { project } from "./project.mjs";

const SCRIPT = `
import { FunctionLinkError, verifyChecksum } from "/pkg/url.js";

const abc = new TextEncoder().encode("abc");
const checksum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const error = await verifyChecksum(abc, "no checksum").catch((reason) => reason);
const stream = new Blob([abc]).stream();
document.title = [
  await verifyChecksum(stream, checksum), await verifyChecksum(abc.subarray(1), checksum), FunctionLinkError.is(error),
].join();
`;
const PAGE = `<!DOCTYPE html><title>waiting</title><script type="module" src="/page.js"></script>`;

it("Chromium | ./url without a bundler", async (t) => {
  const folder = await project(t, { "index.html": PAGE, "page.js": SCRIPT });
  await symlink(join(folder, "node_modules/wechat-function-link"), join(folder, "pkg"));
  const { title, paths } = await visit(t, folder);
  assert.equal(title, "true,false,true");
  assert.ok(paths.includes("/pkg/wechat_function_link.wasm") && !paths.includes("/pkg/core.js"), paths.join());
});
