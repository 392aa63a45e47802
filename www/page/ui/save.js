// Lets the browser save files: one, or many into a folder where it can.

const KEPT_MS = 60_000; // the browser has read the file by then

/** @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const href = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
}

/** @param {unknown} value @param {string} name */
export const saveJson = (value, name) =>
  saveBlob(new Blob([`${JSON.stringify(value, undefined, 2)}\n`], { type: "application/json" }), name);

// With a byte order mark, since spreadsheets otherwise take UTF-8 for another encoding. A cell that begins as a formula does gets an
// apostrophe.
/** @param {unknown[][]} rows @param {string} name */
export const saveCsv = (rows, name) =>
  saveBlob(
    new Blob([`\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`], { type: "text/csv" }),
    name,
  );

/** @param {unknown} value */
function cell(value) {
  const written = String(value ?? "");
  const text = /^[=+\-@\t\r]/.test(written) ? `'${written}` : written;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A name that every file system takes.
/** @param {string} name */
export const fileName = (name) => name.replace(/[\u0000-\u001f<>:"/\\|?*\u007f]/g, "_").replace(/[. ]+$/, "_") || "_";

export const canSaveFolder = () => window.showDirectoryPicker !== undefined;

// Saves files into a folder that the operator picks. Resolves to their number; undefined where no folder was picked.
/** @param {{ path: string[], blob: Blob }[]} files */
export async function saveFolder(files) {
  /** @type {FileSystemDirectoryHandle | undefined} */
  const root = await window.showDirectoryPicker?.({ mode: "readwrite", id: "packages" }).catch((reason) => {
    if (reason?.name === "AbortError") return undefined;
    throw reason;
  });
  if (root === undefined) return undefined;
  for (const { path, blob } of files) {
    let folder = root;
    for (const name of path.slice(0, -1)) folder = await folder.getDirectoryHandle(fileName(name), { create: true });
    const file = await folder.getFileHandle(fileName(String(path.at(-1))), { create: true });
    const writable = await file.createWritable();
    await writable.write(blob);
    await writable.close();
  }
  return files.length;
}

// One download after the other. Browsers ask once whether a page may save several files.
/** @param {{ path: string[], blob: Blob }[]} files */
export async function saveEach(files) {
  for (const { path, blob } of files) {
    saveBlob(blob, path.map(fileName).join("-"));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
