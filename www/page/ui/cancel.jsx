// Ends what runs. It is there only while something does.
import { text } from "../language.js";

/** @param {{ onCancel(): void }} props */
export function Cancel({ onCancel }) {
  return (
    <button type="button" class="cancel" onClick={onCancel}>
      {text("cancel")}
    </button>
  );
}
