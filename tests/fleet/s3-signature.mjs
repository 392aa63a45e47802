// The signature that a request has to have, by Amazon's description of version 4, and not by the library that signs.
import { createHash, createHmac } from "node:crypto";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

// Of a request as node:http receives it.
export function signatureOf({ method, url, headers }, secretAccessKey) {
  const [, day, region, names] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), /.exec(
      headers.authorization,
    ) ?? [];
  const [path, query = ""] = url.split("?");
  const pairs = query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("=").map((part) => encoded(decodeURIComponent(part))))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = [
    method,
    path
      .split("/")
      .map((name) => encoded(decodeURIComponent(name)))
      .join("/"),
    pairs.map(([name, value = ""]) => `${name}=${value}`).join("&"),
    ...names.split(";").map((name) => `${name}:${headers[name].trim().replace(/ +/g, " ")}`),
    "",
    names,
    headers["x-amz-content-sha256"],
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = `AWS4-HMAC-SHA256\n${headers["x-amz-date"]}\n${scope}\n${digest}`;
  const key = [day, region, "s3", "aws4_request"].reduce(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text).toString("hex");
}
