// packages.mjs on a page: it fetches the packages, and hashes as a page does.
import { packages } from "./packages.mjs";

const digits = (byte) => byte.toString(16).padStart(2, "0");

async function digest(bytes) {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), digits).join("");
}

async function fetched(name) {
  return new Uint8Array(await (await fetch(`/${name}.zip`)).arrayBuffer());
}

export async function packagesOnPage({ names, quick }) {
  const given = {};
  for (const name of names) given[name] = await fetched(name);
  return packages({ packages: given, quick, digest });
}
