// The objects of a bucket, by their keys.
import { bytesOfBody } from "./s3-body.js";
import { protocolFault, S3Fault } from "./s3-errors.js";
import { S3Uploads } from "./s3-uploads.js";
import { readXml, textOf } from "./s3-xml.js";

/** @import { S3Client } from "./s3-client.js" */
/** @import { Spool } from "./spool.js" */

/** @typedef {{ key: string, size: number }} Listed */

export class S3Objects {
  #client;
  #uploads;

  /** @param {S3Client} client */
  constructor(client) {
    this.#client = client;
    this.#uploads = new S3Uploads(client);
  }

  // How errors name an object.
  /** @param {string} key */
  placeOf(key) {
    return `${this.#client.bucket}/${key}`;
  }

  /** @param {string} key @returns {Promise<number | undefined>} */
  async sizeOf(key) {
    return missing(
      this.#client.send({ method: "HEAD", key }, ({ response }) => {
        const size = Number(response.headers.get("content-length") ?? Number.NaN);
        if (!Number.isSafeInteger(size)) throw protocolFault("the store did not say the object's size");
        return size;
      }),
    );
  }

  // The object's bytes as they arrive. Undefined where it is not there.
  /** @param {string} key */
  async chunks(key) {
    return missing(this.#client.send({ method: "GET", key }, (reply) => reply.chunks()));
  }

  // All bytes of a small object. Undefined where it is not there.
  /** @param {string} key */
  async bytes(key) {
    return missing(this.#client.send({ method: "GET", key }, (reply) => bytesOfBody(reply.chunks())));
  }

  // An object's last bytes. A store may answer with all of them.
  /** @param {string} key @param {number} length */
  async tail(key, length) {
    const sent = { method: "GET", key, headers: { range: `bytes=-${length}` } };
    const tail = this.#client.send(sent, async (reply) => {
      /** @type {Uint8Array} */
      let end = new Uint8Array(0);
      for await (const chunk of reply.chunks()) {
        const longer = Buffer.concat([end, chunk]);
        end = longer.subarray(Math.max(longer.length - length, 0));
      }
      return end;
    });
    // An empty object has no last bytes.
    return missing(tail).catch((error) => {
      if (error instanceof S3Fault && error.status === 416) return new Uint8Array(0);
      throw error;
    });
  }

  // Whether this call stored it: false where the store says that the key is taken.
  /** @param {string} key @param {Spool} spool @param {{ digest: string, type: string }} more */
  async putNew(key, spool, { digest, type }) {
    return this.#uploads.put(key, spool, digest, { "content-type": type });
  }

  /** @param {string} key @param {Uint8Array<ArrayBuffer>} body @param {string} digest */
  async replace(key, body, digest) {
    await this.#client.send({ method: "PUT", key, body, digest }, done);
  }

  /** @param {string} key */
  async remove(key) {
    await missing(this.#client.send({ method: "DELETE", key }, done));
  }

  // The keys with this start.
  /** @param {string} prefix @returns {AsyncGenerator<Listed, void, undefined>} */
  async *list(prefix) {
    for await (const { objects } of this.#pages({ prefix })) yield* objects;
  }

  // What the keys start with, up to the next slash.
  /** @param {string} prefix @returns {AsyncGenerator<string, void, undefined>} */
  async *starts(prefix) {
    for await (const { starts } of this.#pages({ prefix, delimiter: "/" })) yield* starts;
  }

  /** @param {{ prefix: string, delimiter?: string }} of */
  async *#pages(of) {
    /** @type {string | undefined} */
    let token;
    do {
      const query = { "list-type": "2", ...of, ...(token !== undefined && { "continuation-token": token }) };
      const last = token;
      const page = await this.#client.send({ method: "GET", query }, async (reply) => pageOf(await reply.text(), of));
      yield page;
      token = page.next;
      if (token !== undefined && token === last) throw protocolFault("the store's list does not go on");
    } while (token !== undefined);
  }
}

/** @param {string} xml @param {{ prefix: string }} of */
function pageOf(xml, { prefix }) {
  const root = readXml(xml);
  const refused = protocolFault("the store's list is malformed");
  if (root?.name !== "ListBucketResult") throw refused;
  /** @param {string} name */
  const all = (name) => root.children.filter((child) => child.name === name);
  /** @param {string | undefined} key */
  const within = (key) => {
    if (key === undefined || !key.startsWith(prefix)) throw refused;
    return key;
  };
  const objects = all("Contents").map((element) => {
    const size = Number(textOf(element, "Size") ?? Number.NaN);
    if (!Number.isSafeInteger(size)) throw refused;
    return { key: within(textOf(element, "Key")), size };
  });
  const starts = all("CommonPrefixes").map((element) => within(textOf(element, "Prefix")));
  if (textOf(root, "IsTruncated") !== "true") return { objects, starts, next: undefined };
  const next = textOf(root, "NextContinuationToken");
  if (!next) throw refused;
  return { objects, starts, next };
}

// Undefined for an object that is not there. A missing bucket is a failure; the response to a HEAD, without a body, does not show which is missing.
/** @template Result @param {Promise<Result>} reply @returns {Promise<Result | undefined>} */
async function missing(reply) {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof S3Fault && error.status === 404 && (error.code ?? "NoSuchKey") === "NoSuchKey")
      return undefined;
    throw error;
  }
}

/** @param {import("./s3-client.js").Reply} reply */
async function done(reply) {
  await reply.text();
}
