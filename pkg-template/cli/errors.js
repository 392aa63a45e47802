// Errors of the command line itself: a misuse, and a failure of the system.

// What the caller wrote is wrong; nothing was sent.
export class Misuse extends Error {
  code = "INVALID_ARGUMENT";

  constructor(message, advice) {
    super(message);
    this.advice = advice;
  }
}

const WORDS = {
  EACCES: "permission denied",
  EADDRINUSE: "another program has it",
  EDQUOT: "the disk quota is used up",
  EEXIST: "something else has its name",
  EIO: "the device failed",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is not a folder",
  EPERM: "the system does not permit it",
  EROFS: "the file system is read-only",
};

// A system's message: `ENOENT: no such file or directory, open '…'`.
const SYSTEM_MESSAGE = /^E[A-Z0-9]+: ([^,]+)/;

// { code?, message } of what a system, or a callback, failed by. `words` go before those above; what is not the system's has its own.
export function causeOf(error, words = {}) {
  const code = typeof error?.code === "string" ? error.code : undefined;
  const message = String(error?.message ?? error);
  const known = typeof error?.syscall === "string" ? (words[code] ?? WORDS[code]) : undefined;
  return { code, message: known ?? SYSTEM_MESSAGE.exec(message)?.[1] ?? message };
}

// `no space is left (ENOSPC)`
export const reasonText = ({ code, message }) => (code === undefined || message.includes(code) ? message : `${message} (${code})`);

// A file system's or socket's error in words.
export function systemError(what, error, advice = "Check the path and who may use it.") {
  const failure = new Misuse(`${what}: ${reasonText(causeOf(error))}`, advice);
  failure.code = "FILE";
  failure.cause = error;
  return failure;
}
