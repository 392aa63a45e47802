// Events → calls. One state per section; every change of it is shown.
import { duration, size } from "./format.mjs";
import { NotSignedIn } from "./relay-calls.js";
import { getAndVerify, verifyFile } from "./tasks.js";
import { renderCheck, renderGet, renderNotSignedIn, renderSuggestions } from "./view.js";

const at = (id) => document.getElementById(id);
const IDLE = { get: "The verdict on the package appears here.", check: "The verdict on the file appears here." };
const idle = (text, title = "Nothing verified yet") => ({ kind: "idle", title, text });
const busy = (text) => ({ kind: "busy", title: "Working…", text });
const bad = (title, failure) => ({ kind: "bad", title, text: failure.message, failure });

// One of the two sections: what it shows, and the task that runs in it.
class Section {
  #controller;

  constructor(form, cancel, render, state) {
    this.render = () => render(this.state);
    this.idle = state;
    this.state = state;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.state.running) this.start();
    });
    cancel.addEventListener("click", () => {
      this.#controller?.abort();
      form.querySelector("[type=submit]").focus();
    });
    this.render();
  }

  begin(state) {
    this.state = { ...this.idle, ...state, running: true };
    this.render();
  }

  show(change) {
    this.state = { ...this.state, ...change };
    this.render();
  }

  async run(task) {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    try {
      this.show({ ...(await task(signal)), running: false });
    } catch (reason) {
      const cancelled = { verdict: idle("Nothing was verified and nothing was saved.", "Cancelled"), progress: undefined };
      this.show({ ...(signal.aborted ? cancelled : { verdict: bad("Not verified", reason) }), running: false });
      if (reason instanceof NotSignedIn) renderNotSignedIn();
    }
  }
}

const get = new Section(at("get"), at("get-cancel"), renderGet, { running: false, notes: [], verdict: idle(IDLE.get) });
const check = new Section(at("check"), at("check-cancel"), renderCheck, { running: false, verdict: idle(IDLE.check) });

get.start = () => {
  const wish = { env: at("env").value, functionName: at("function").value };
  if (get.state.verdict.save) URL.revokeObjectURL(get.state.verdict.save.href);
  get.begin({ last: get.state.last, verdict: busy(`Getting ${wish.functionName} from ${wish.env}.`) });

  let since = performance.now();
  const report = ({ step, ...change }) => {
    const notes = [...get.state.notes];
    if (step > 0) notes[step - 1] = duration(performance.now() - since);
    if (step !== undefined) since = performance.now();
    if (change.link) change.last = change.link.checksum;
    if (change.progress) notes[1] = size(change.progress.transferredBytes);
    get.show({ ...change, step: step ?? get.state.step, notes });
  };
  get.run(async (signal) => {
    const blob = await getAndVerify(wish, { signal, report });
    const text = `The package of ${wish.functionName} is, byte for byte, the one that the platform’s checksum stands for.`;
    const save = { href: URL.createObjectURL(blob), name: `${wish.functionName}.zip` };
    const notes = [...get.state.notes.slice(0, 2), "the same"];
    return { size: blob.size, notes, verdict: { kind: "good", title: "Verified: it matches", text, save } };
  });
};

check.start = () => {
  const [file] = at("file").files;
  check.begin({ file, verdict: busy(`Reading ${file.name}.`) });
  check.run(async (signal) => {
    const report = (change) => check.show(change);
    const matches = await verifyFile(file, at("checksum").value.trim(), { signal, report });
    const read = `Read to its end: ${file.name}, ${size(file.size)}.`;
    return {
      verdict: matches
        ? { kind: "good", title: "The file matches", text: `${read} Its SHA-256 is the checksum.` }
        : { kind: "bad", title: "The file does NOT match", text: `${read} Its SHA-256 is another one. Do not use it as this package.` },
    };
  });
};

at("use-last").addEventListener("click", () => {
  at("checksum").value = get.state.last;
});

// A file dropped beside the field would otherwise replace the page.
for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
at("drop").addEventListener("drop", ({ dataTransfer }) => {
  if (dataTransfer.files.length > 0) at("file").files = dataTransfer.files;
});

async function suggest() {
  const response = await fetch("/suggestions.json");
  const text = await response.text();
  if (response.status === 401) return renderNotSignedIn();
  const suggestions = JSON.parse(text);
  const [first] = suggestions;
  if (first && at("env").value === "" && at("function").value === "") {
    [at("env").value, at("function").value] = [first.env, first.functionName];
  }
  const refresh = () => renderSuggestions(suggestions, at("env").value);
  at("env").addEventListener("input", refresh);
  refresh();
}

suggest().catch(() => {}); // they are a convenience: the fields work without
setInterval(get.render, 15_000); // the link's remaining time
