// A link, as callers get it.
export function toldLink(errmsg, url, checksum, expiresAt) {
  const link = { errcode: 0, errmsg };
  if (url !== undefined) link.url = url;
  link.checksum = checksum;
  if (expiresAt !== undefined) link.expiresAt = new Date(expiresAt);
  return link;
}
