// What observers learn of a call at its start: the operation's name, and the platform's path or the relay's route (`Interface::PATH` and
// `Interface::ACTION` of the core; the tests compare them with what is requested).
/** @import { OperationName } from "./types.d.ts" */

/** @typedef {{ name: OperationName, path: string, route?: string }} Operation */

const LINK_PATH = "/tcb/downloadfunction";

/** @type {{ [called: string]: Operation | undefined }} */
export const OPERATIONS = {
  getFunctionLink: { name: "link", path: LINK_PATH, route: "/link" },
  downloadFunction: { name: "download", path: LINK_PATH, route: "/download" },
  environments: { name: "list", path: "/tcb/getenvinfo", route: "/environments" },
  functions: { name: "list", path: "/tcb/listfunctions", route: "/functions" },
  verifyChecksum: undefined,
  quota: { name: "list", path: "/cgi-bin/openapi/quota/get" },
};
