// The default functions of a sandbox.
import { CONTENTS } from "./package-contents.js";
import { ERRCODES } from "./errcodes.js"; // written by the build from the core's catalogue
import { FAULTS } from "./faults.js";
import { QUIRKS } from "./quirks.js";

/** @import { SandboxFunction } from "../sandbox.d.ts" */

/** @template {string} Name @param {Record<Name, unknown>} table */
const namesOf = (table) => /** @type {Name[]} */ (Object.keys(table));

// In the environment test-777bb9 every call succeeds. In the others, a function has the name of its errcode, reply, fault or package.
/** @returns {SandboxFunction[]} */
export function defaultFunctions() {
  return [
    { env: "test-777bb9", functionName: "login" },
    {
      env: "test-777bb9",
      functionName: "pay",
      files: { "index.js": "exports.main = async () => 1;\n", "lib/rates.json": "{}\n" },
    },
    { env: "test-777bb9", functionName: "查询 订单" },
    ...namesOf(CONTENTS).map((contents) => ({ env: "package", functionName: contents, contents })),
    ...ERRCODES.map((errcode) => ({ env: "errcode", functionName: String(errcode), errcode })),
    ...namesOf(QUIRKS).map((reply) => ({ env: "reply", functionName: reply, reply })),
    ...namesOf(FAULTS).map((download) => ({ env: "download", functionName: download, download })),
  ];
}
