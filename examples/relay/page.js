// The page calls the relay of its own origin and verifies the bytes by itself. It never has the token.
import { downloadFunction, FunctionLinkError } from "/pkg/index.js";

const byId = (id) => document.getElementById(id);

byId("wish").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { env, functionName } = Object.fromEntries(new FormData(event.target));
  byId("outcome").textContent = "";
  byId("file").hidden = true;
  try {
    const { bytes, size, checksum } = await downloadFunction(
      { env, functionName },
      { relay: "/relay", onProgress: showProgress },
    );
    byId("outcome").textContent = `Verified: ${size} bytes, SHA-256 ${checksum}`;
    offer(bytes, `${functionName}.zip`);
  } catch (error) {
    if (!FunctionLinkError.is(error)) throw error;
    byId("outcome").textContent =
      `${error.code}: ${error.message} What to do: ${error.advice} rid: ${error.rid ?? "none"}`;
  }
});

// Until here a press would send the form to the server.
byId("wish").querySelector("button").disabled = false;

function showProgress({ transferredBytes, totalBytes }) {
  byId("progress").textContent = `${transferredBytes} of ${totalBytes ?? "?"} bytes`;
}

function offer(bytes, name) {
  const link = byId("file");
  URL.revokeObjectURL(link.href); // the last package's
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  link.download = name;
  link.hidden = false;
}
