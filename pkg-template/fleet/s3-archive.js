// An S3-compatible store as an archive. An object appears whole under its key, so that there are no locks, and two runs do not meet.
import { tmpdir } from "node:os";

import { StoredArchive } from "./archive.js";
import { S3Blobs } from "./s3-blobs.js";
import { S3Client } from "./s3-client.js";
import { S3Names } from "./s3-names.js";
import { S3Objects } from "./s3-objects.js";
import { s3OptionsOf } from "./s3-options.js";
import { S3Parts } from "./s3-parts.js";
import { S3Snapshots } from "./s3-snapshots.js";

/** @import { Archive } from "../fleet.d.ts" */

/** @param {unknown} options @returns {Archive} */
export function s3Archive(options) {
  const checked = s3OptionsOf(options);
  const names = new S3Names(checked.prefix);
  const objects = new S3Objects(new S3Client(checked));
  const stores = {
    blobs: new S3Blobs(names, objects),
    snapshots: new S3Snapshots(names, objects),
    parts: new S3Parts(names, objects),
  };
  return new StoredArchive(stores, tmpdir());
}
