// A place to drop files on. It shows that they are above it.
import { useState } from "preact/hooks";

/** @import { ComponentChildren } from "preact" */

/** @param {{ onDrop(transfer: DataTransfer): void, children: ComponentChildren }} props */
export function DropArea({ onDrop, children }) {
  const [over, setOver] = useState(false);
  return (
    <div
      class="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) onDrop(event.dataTransfer);
      }}
    >
      {children}
    </div>
  );
}
