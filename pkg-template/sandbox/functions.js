// The default functions and environments of a sandbox.
import { CONTENTS } from "./package-contents.js";
import { ERRCODES } from "./errcodes.js"; // written by the build from the core's catalogue
import { FAULTS } from "./faults.js";
import { LIST_REPLIES } from "./list-quirks.js";
import { QUIRKS } from "./quirks.js";

/** @import { SandboxEnvironment, SandboxFunction } from "../sandbox.d.ts" */

/** @template {string} Name @param {Record<Name, unknown>} table */
const namesOf = (table) => /** @type {Name[]} */ (Object.keys(table));

const STATUSES = ["Active", "Creating", "CreateFailed", "Updating", "UpdateFailed"];
const STATUS_REASON = [{ errcode: -1, errmsg: "ResourceNotFound.File" }]; // the platform's words for a missing entry file

// In the environment test-777bb9 every call succeeds. In the others, a function has the name of its errcode, reply, fault, package or
// status. The environments list-… have three functions, for lists of several pages.
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
    ...STATUSES.map((status) => ({
      env: "status",
      functionName: status,
      status,
      ...(status.endsWith("Failed") && { statusReason: STATUS_REASON }),
    })),
    ...LIST_REPLIES.flatMap((reply) =>
      ["first", "second", "third"].map((name) => ({ env: listOf(reply), functionName: name })),
    ),
  ];
}

/** @returns {SandboxEnvironment[]} */
export function defaultEnvironments() {
  return [
    { env: "test-777bb9", alias: "测试" },
    ...["package", "errcode", "reply", "download", "status"].map((env) => ({ env })),
    { env: "halted", status: "HALTED" },
    { env: "unavailable", status: "UNAVAILABLE" },
    ...LIST_REPLIES.map((reply) => ({ env: listOf(reply), reply, hidden: true })),
  ];
}

/** @param {string} reply */
const listOf = (reply) => `list-${reply}`;
