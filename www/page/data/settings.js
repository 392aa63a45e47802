// What the server sends a signed-in page: the platform and the merchants. Without it, this browser is signed out.
import { refresh } from "./store.js";

/** @import { Settings } from "../types.d.ts" */

/** @type {{ state: "loading" | "signed-in" | "signed-out" | "unreachable", settings?: Settings }} */
const access = { state: "loading" };

export const accessState = () => access.state;
export const settings = () => access.settings;

export async function loadSettings() {
  try {
    const response = await fetch("/console.json", { cache: "no-store" });
    if (response.ok) {
      access.settings = /** @type {Settings} */ (JSON.parse(await response.text()));
      access.state = "signed-in";
    } else {
      access.state = response.status === 401 ? "signed-out" : "unreachable";
    }
  } catch {
    access.state = "unreachable";
  }
  refresh();
  return access.state;
}

// A call was refused: the session has ended.
export function signOut() {
  access.state = "signed-out";
  refresh();
}
