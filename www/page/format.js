// Formats numbers and times by Intl, for the page and the terminal.

/** @type {[name: string, divisor: number][]} */
const SIZES = [
  ["gigabyte", 1e9],
  ["megabyte", 1e6],
  ["kilobyte", 1e3],
];
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];

// `locale` as Intl takes it, for example "en-GB".
/** @param {string} locale */
export function formats(locale) {
  /** @param {number} value @param {Intl.NumberFormatOptions} [options] */
  const number = (value, options) => new Intl.NumberFormat(locale, options).format(value);
  /** @param {number} value @param {string} name @param {Intl.NumberFormatOptions} [options] */
  const unit = (value, name, options) =>
    number(value, { style: "unit", unit: name, maximumFractionDigits: 0, ...options });
  const list = new Intl.ListFormat(locale, { type: "unit", style: "narrow" });

  /** @param {number} count */
  const bytes = (count) => unit(count, "byte", { unitDisplay: "long" });

  // 1.3 MB, or 1.3 MB/s.
  /** @param {number} count */
  function short(count, per = "") {
    const [name, divisor = 1] = SIZES.find(([, divisor]) => count >= divisor) ?? [];
    if (name === undefined) return per === "" ? bytes(count) : unit(count, `byte${per}`);
    return unit(count / divisor, name + per, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  // A duration in its two largest units, from days to seconds: 2 hr 47 min.
  /** @param {number} milliseconds */
  function span(milliseconds) {
    const left = Math.max(0, milliseconds);
    const [days, hours, minutes, seconds] = [DAY, HOUR, MINUTE, SECOND].map((part) => Math.floor(left / part));
    if (days >= 2) return list.format([unit(days, "day"), unit(hours % 24, "hour")]);
    if (hours >= 1) return list.format([unit(hours, "hour"), unit(minutes % 60, "minute")]);
    if (minutes >= 10) return unit(minutes, "minute");
    if (minutes >= 1) return list.format([unit(minutes, "minute"), unit(seconds % 60, "second")]);
    return unit(seconds, "second");
  }

  return {
    number,
    span,
    /** @param {number} count */
    shortSize: (count) => short(count),
    /** @param {number} count */
    size: (count) => (count < 1000 ? bytes(count) : `${short(count)} (${bytes(count)})`),
    /** @param {number} bytesPerSecond */
    rate: (bytesPerSecond) => short(bytesPerSecond, "-per-second"),

    /** @param {number} milliseconds */
    duration(milliseconds) {
      if (milliseconds < SECOND) return unit(Math.max(1, Math.round(milliseconds)), "millisecond");
      if (milliseconds < MINUTE)
        return unit(milliseconds / SECOND, "second", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
      return span(milliseconds);
    },

    // The time of day, with the date where it is not today's.
    /** @param {Date} at @param {{ seconds?: boolean, now?: Date }} [options] */
    time(at, { seconds = false, now = new Date() } = {}) {
      /** @type {Intl.DateTimeFormatOptions} */
      const day = at.toDateString() === now.toDateString() ? {} : { month: "short", day: "numeric" };
      /** @type {Intl.DateTimeFormatOptions} */
      const clock = { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}) };
      return new Intl.DateTimeFormat(locale, { ...day, ...clock }).format(at);
    },
  };
}
