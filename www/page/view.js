// State → page. Nothing here asks or decides.
import { expiry, size } from "./format.mjs";

const at = (id) => document.getElementById(id);

export function renderGet({ running, step, notes, link, last, progress, size: bytes, verdict }) {
  at("get-cancel").disabled = !running;
  [...at("get-steps").children].forEach((item, index) => {
    item.dataset.state = stepState(index, step, verdict.kind);
    setText(item.querySelector("small"), notes[index] ?? "");
  });
  renderProgress(at("get-progress"), progress, running);
  setText(at("get-checksum"), link?.checksum ?? "–");
  setText(at("get-size"), bytes === undefined ? "–" : size(bytes));
  setText(at("get-expiry"), link === undefined ? "–" : expiryText(link.expiresAt));
  at("use-last").disabled = last === undefined;
  renderVerdict(at("get-verdict"), verdict);
}

export function renderCheck({ running, file, progress, verdict }) {
  at("check-cancel").disabled = !running;
  setText(at("check-measure"), file === undefined ? "No file was read yet" : `${file.name}: ${size(file.size)}`);
  renderProgress(at("check-progress"), progress, running);
  renderVerdict(at("check-verdict"), verdict);
}

export function renderSuggestions(suggestions, env) {
  const envs = [...new Set(suggestions.map((known) => known.env))];
  const names = suggestions.filter((known) => known.env === env).map((known) => known.functionName);
  fill(at("envs"), envs);
  fill(at("functions"), names);
  setText(at("env-hint"), hint(envs));
  setText(at("function-hint"), hint(names));
}

export function renderNotSignedIn() {
  at("notice").hidden = false;
}

function stepState(index, step, kind) {
  if (step === undefined || index > step) return "waiting";
  if (index < step || kind === "good") return "done";
  return { busy: "running", bad: "failed" }[kind] ?? "waiting";
}

function renderProgress(bar, progress, running) {
  bar.dataset.running = String(running);
  if (progress === undefined && !running) {
    bar.value = 0;
  } else if (progress?.totalBytes === undefined) {
    bar.removeAttribute("value");
  } else {
    bar.max = Math.max(1, progress.totalBytes);
    bar.value = progress.totalBytes === 0 ? 1 : progress.transferredBytes;
  }
}

function expiryText(expiresAt) {
  if (expiresAt === undefined) return expiry(expiresAt);
  const time = expiresAt.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false });
  return `${expiry(expiresAt)} (at ${time})`;
}

const shown = new WeakMap();

// A live region: written only when there is something new to say.
function renderVerdict(box, verdict) {
  if (shown.get(box) === verdict) return;
  shown.set(box, verdict);
  box.dataset.kind = verdict.kind;
  const parts = [element("strong", verdict.title), element("p", verdict.text)];
  const { code, advice, rid } = verdict.failure ?? {};
  const details = [["What to do", advice], ["Code", code], ["rid", rid]].filter(([, value]) => value);
  if (details.length > 0) {
    const list = element("dl");
    list.append(...details.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
    parts.push(list);
  }
  if (verdict.save) {
    parts.push(Object.assign(element("a", "Save package"), { href: verdict.save.href, download: verdict.save.name, className: "button" }));
  }
  box.replaceChildren(...parts);
}

function fill(datalist, values) {
  datalist.replaceChildren(...values.map((value) => Object.assign(element("option"), { value })));
}

function hint(values) {
  const [first, rest] = [values.slice(0, 4), values.length - 4];
  return first.length === 0 ? "" : `Known: ${first.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function element(name, text = "") {
  return Object.assign(document.createElement(name), { textContent: text });
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
