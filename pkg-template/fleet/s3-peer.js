// aws4fetch.
import { optionalPeer } from "./optional-peer.js";

/** @typedef {typeof import("aws4fetch").AwsV4Signer} Signer */

/** @type {() => Promise<Signer>} */
export const loadSigner = optionalPeer(
  "aws4fetch",
  "Install aws4fetch 1 beside this package: npm i aws4fetch",
  async () => (await import("aws4fetch")).AwsV4Signer,
);
