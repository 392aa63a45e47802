// The meanings of a system's error codes.
/** @type {{ [code: string]: string | null | undefined }} */
export const SYSTEM_WORDS = {
  __proto__: null,
  EACCES: "permission denied",
  EADDRINUSE: "another program has it",
  EBUSY: "another program holds it",
  EDQUOT: "the quota is used up",
  EEXIST: "something else has its name",
  EFBIG: "it is larger than the file system's files can be",
  EIO: "the device failed",
  EISDIR: "it is a folder",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "too many open files",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is not a folder",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
};
