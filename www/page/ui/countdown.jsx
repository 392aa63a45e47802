// A link's remaining time, in minutes, and in seconds during the last ten minutes. Not a live region: screen readers stay silent.
import { useLayoutEffect, useState } from "preact/hooks";

import { inFormat, text } from "../language.js";

const FINE_MS = 600_000;
const SOON_MS = 300_000;

/** @param {{ expiresAt: Date }} props */
export function Countdown({ expiresAt }) {
  const [, tick] = useState(0);
  const left = expiresAt.getTime() - Date.now();
  useLayoutEffect(() => {
    if (left <= 0) return undefined;
    const step = left > FINE_MS ? 60_000 : 1000;
    const timer = setTimeout(() => tick((count) => count + 1), (left % step) + 1);
    return () => clearTimeout(timer);
  });
  return (
    <span class="countdown" role="timer" data-left={left > SOON_MS ? "long" : left > 0 ? "soon" : "over"}>
      {left > 0 ? text("expiry.left", { time: inFormat().span(left) }) : text("expiry.over")}
    </span>
  );
}

/** @param {{ expiresAt?: Date | undefined }} props */
export function Expiry({ expiresAt }) {
  return (
    <div>
      <dt>{text("fact.expiry")}</dt>
      {expiresAt === undefined ? (
        <dd>{text("expiry.unknown")}</dd>
      ) : (
        <dd class="expiry">
          <time dateTime={expiresAt.toISOString()}>{inFormat().time(expiresAt)}</time> ·{" "}
          <Countdown expiresAt={expiresAt} />
        </dd>
      )}
    </div>
  );
}
