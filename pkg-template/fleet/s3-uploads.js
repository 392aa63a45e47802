// Stores an object that is on its way in a spool: in one request, or, above 64 MiB, in several, which the store puts together.
import { createHash } from "node:crypto";

import { Room } from "./room.js";
import { protocolFault, S3Fault, statusFault } from "./s3-errors.js";
import { readXml, textOf } from "./s3-xml.js";

/** @import { S3Client } from "./s3-client.js" */
/** @import { Spool } from "./spool.js" */

/** @typedef {{ [name: string]: string }} Headers */

const MIB = 1024 * 1024;
const MOST_AT_ONCE = 64 * MIB;
const PART_BYTES = 16 * MIB;
const MOST_PARTS = 10_000;
// What all uploads of an archive hold in memory.
const MOST_HELD = 128 * MIB;
const ABORT_ATTEMPTS = 2;
const IF_ABSENT = { "if-none-match": "*" };

export class S3Uploads {
  #client;
  #room = new Room(MOST_HELD);
  // Until the store says that it does not know the header.
  #hasConditions = true;

  /** @param {S3Client} client */
  constructor(client) {
    this.#client = client;
  }

  // Whether this call stored it: false where the store says that the key is taken.
  /** @param {string} key @param {Spool} spool @param {string} digest @param {Headers} headers */
  async put(key, spool, digest, headers) {
    if (spool.size > MOST_AT_ONCE) return this.#putInParts(key, spool, headers);
    return this.#room.with(spool.size, async () => {
      const body = new Uint8Array(spool.size);
      let at = 0;
      for await (const chunk of spool.chunks()) {
        body.set(chunk, at);
        at += chunk.length;
      }
      return this.#ifAbsent((more) =>
        this.#client.send({ method: "PUT", key, headers: { ...headers, ...more }, body, digest }, (reply) =>
          reply.text(),
        ),
      );
    });
  }

  /** @param {string} key @param {Spool} spool @param {Headers} headers */
  async #putInParts(key, spool, headers) {
    const begun = { method: "POST", key, query: { uploads: "" }, headers };
    const uploadId = await this.#client.send(begun, async (reply) => {
      const root = readXml(await reply.text());
      const id = root && textOf(root, "UploadId");
      if (root?.name !== "InitiateMultipartUploadResult" || !id) throw protocolFault("the store began no upload");
      return id;
    });
    try {
      const tags = await this.#parts(key, uploadId, spool);
      return await this.#complete(key, uploadId, tags, spool.size);
    } catch (reason) {
      // A store keeps, and charges for, the parts of an upload that is not aborted.
      await this.#abort(key, uploadId);
      throw reason;
    }
  }

  /** @param {string} key @param {string} uploadId @param {Spool} spool */
  async #parts(key, uploadId, spool) {
    /** @type {string[]} */
    const tags = [];
    const length = Math.max(PART_BYTES, Math.ceil(spool.size / MOST_PARTS));
    const chunks = spool.chunks();
    for (let left = spool.size; left > 0; left -= Math.min(length, left)) {
      const size = Math.min(length, left);
      const tag = await this.#room.with(size, async () => {
        const { body, digest } = await bodyOf(chunks, size);
        const query = { partNumber: String(tags.length + 1), uploadId };
        return this.#client.send({ method: "PUT", key, query, body, digest }, async ({ response, text }) => {
          await text();
          return response.headers.get("etag");
        });
      });
      if (!tag || !/^[\x20-\x7e]+$/.test(tag)) throw protocolFault("the store gave a part no ETag");
      tags.push(tag);
    }
    return tags;
  }

  /** @param {string} key @param {string} uploadId @param {string[]} tags @param {number} size */
  async #complete(key, uploadId, tags, size) {
    const parts = tags.map(
      (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`;
    const digest = createHash("sha256").update(body).digest("hex");
    try {
      const stored = await this.#ifAbsent((more) => {
        const headers = { "content-type": "application/xml", ...more };
        return this.#client.send({ method: "POST", key, query: { uploadId }, headers, body, digest }, completed);
      });
      if (!stored) await this.#abort(key, uploadId);
      return stored;
    } catch (error) {
      // An answer may have been lost: the upload is gone since it is complete.
      if (!(error instanceof S3Fault) || error.code !== "NoSuchUpload" || error.attempt === 1) throw error;
      const isThere = await this.#client.send({ method: "HEAD", key }, ({ response }) =>
        Number(response.headers.get("content-length")),
      );
      if (isThere !== size) throw error;
      return true;
    }
  }

  /** @param {string} key @param {string} uploadId */
  async #abort(key, uploadId) {
    const sent = { method: "DELETE", key, query: { uploadId } };
    await this.#client.send(sent, (reply) => reply.text(), ABORT_ATTEMPTS).catch(() => {});
  }

  // Nothing depends on the store's knowing the condition: what two writers store under one key is equally good.
  /** @param {(more: Headers) => Promise<unknown>} send */
  async #ifAbsent(send) {
    if (this.#hasConditions) {
      try {
        await send(IF_ABSENT);
        return true;
      } catch (error) {
        // The first attempt may have stored it, and its answer was lost.
        if (error instanceof S3Fault && error.status === 412) return error.attempt > 1;
        if (!(error instanceof S3Fault) || (error.status !== 501 && error.code !== "NotImplemented")) throw error;
        this.#hasConditions = false;
      }
    }
    await send({});
    return true;
  }
}

// A failure may come with status 200, since the store answers before it is done.
/** @param {import("./s3-client.js").Reply} reply */
async function completed(reply) {
  const xml = await reply.text();
  const root = readXml(xml);
  if (root?.name === "Error") throw statusFault(reply.response.status, xml, null);
  if (root?.name !== "CompleteMultipartUploadResult") throw protocolFault("the store did not complete the upload");
}

// The next bytes of a spool, whose chunks end where a part does.
/** @param {AsyncGenerator<Uint8Array, void, undefined>} chunks @param {number} size */
async function bodyOf(chunks, size) {
  const body = new Uint8Array(size);
  const hash = createHash("sha256");
  for (let at = 0; at < size; ) {
    const { done, value } = await chunks.next();
    if (done) throw new Error("the temporary file ends before its end");
    hash.update(value);
    body.set(value, at);
    at += value.length;
  }
  return { body, digest: hash.digest("hex") };
}

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
