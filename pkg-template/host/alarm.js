// A timer that tells the module by the numbers of what waits for it.
export function setAlarm(milliseconds, index, generation, tell) {
  return setTimeout(() => tell(index, generation, true, undefined), milliseconds);
}

export function clearAlarm(timer) {
  clearTimeout(timer);
}
