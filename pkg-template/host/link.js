// The objects that calls resolve to. Literals and spread define properties. An assignment could run a setter of Object.prototype.
/** @param {string} errmsg @param {string | undefined} url @param {string} checksum @param {number} [expiresAt] */
export function functionLink(errmsg, url, checksum, expiresAt) {
  return {
    errcode: 0,
    errmsg,
    ...(url === undefined ? {} : { url }),
    checksum,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}

/**
 * @param {string} errmsg
 * @param {string | undefined} url
 * @param {string} checksum
 * @param {number | undefined} expiresAt
 * @param {number} size
 */
export const functionDownload = (errmsg, url, checksum, expiresAt, size) => ({
  link: functionLink(errmsg, url, checksum, expiresAt),
  size,
  checksum,
});
