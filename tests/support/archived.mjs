// Zips by the libraries of npm that make most of them: JSZip, which miniprogram-ci uses, and archiver.
import { buffer } from "node:stream/consumers";

// @ts-expect-error TS7016: archiver has no declarations
import { ZipArchive } from "archiver";
import JSZip from "jszip";

export const zip = {
  /** @param {Record<string, string>} files @param {import("jszip").JSZipGeneratorOptions<"nodebuffer">} [options] */
  async jszip(files, options) {
    const made = new JSZip();
    for (const [path, text] of Object.entries(files)) made.file(path, text);
    return made.generateAsync({ type: "nodebuffer", compression: "DEFLATE", ...options });
  },

  /** @param {Record<string, string>} files */
  async archiver(files) {
    const made = new ZipArchive();
    for (const [path, text] of Object.entries(files)) made.append(text, { name: path });
    const [bytes] = await Promise.all([buffer(made), made.finalize()]);
    return bytes;
  },
};
