// What calls resolve to. Object literals and spread define properties of their own, whatever Object.prototype has been made to hold.
export function functionLink(errmsg, url, checksum, expiresAt) {
  return {
    errcode: 0,
    errmsg,
    ...(url === undefined ? {} : { url }),
    checksum,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}

export const functionDownload = (errmsg, url, checksum, expiresAt, size) => ({
  link: functionLink(errmsg, url, checksum, expiresAt),
  size,
  checksum,
});
