// A program that saves: `saving-child.mjs '{ "url", "functionName", "path" }'`. Says "ready", and for every line that it hears
// saves once and says "saved", or what went wrong.
import process from "node:process";
import { createInterface } from "node:readline";

import { explainErrcode } from "wechat-function-link";

import { assertNoCanary } from "./calls.mjs";
import { save } from "./saving.mjs";

const { url, functionName, path } = JSON.parse(process.argv[2]);
await explainErrcode(0); // the module is loaded: what follows is the save alone
console.log("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    await save(url, functionName, path);
    console.log("saved");
  } catch (error) {
    assertNoCanary(error);
    console.log(`${error.code}, cause ${error.cause?.name}`);
  }
}
