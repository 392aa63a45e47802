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
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is not a folder",
  EROFS: "the file system is read-only",
};

// A file system's or socket's error in words; its own message may hold more than anybody should see.
export function systemError(what, error, advice = "Check the path and who may use it.") {
  const failure = new Misuse(`${what}: ${WORDS[error?.code] ?? error?.code ?? "it failed"}`, advice);
  failure.code = "FILE";
  return failure;
}
