// Keys by their place (`code`), never by letter: under a Persian layout the N key types «د».
import { open as openPalette } from "./palette.js";

const OFF = "single-keys-off";

const typing = (target) =>
  target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [role=dialog], [role=listbox]");

const follow = (selector) => {
  const link = document.querySelector(selector);
  if (link) link.click();
  return Boolean(link);
};

function focusSearch(selector) {
  const input = document.querySelector(selector);
  if (!input) return false;
  input.focus();
  input.select();
  return true;
}

function rows() {
  return [...document.querySelectorAll("[data-rows] tbody tr[tabindex], [data-rows] > [tabindex]")];
}

function step(by) {
  const list = rows();
  if (!list.length) return follow(`[data-record=${by > 0 ? "next" : "previous"}]`);
  const at = list.indexOf(document.activeElement?.closest("[tabindex]"));
  const row = list[Math.min(list.length - 1, Math.max(0, at + by))];
  row.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function openRow(row, elsewhere) {
  const link = row.querySelector("a[href]");
  const address = row.dataset.href || link?.href;
  if (!address) return;
  if (elsewhere) window.open(address, "_blank", "noopener");
  else location.assign(address);
}

function selectRow(row) {
  const box = row.querySelector("input[type=checkbox]");
  if (box) box.click();
  return Boolean(box);
}

export function openDialog(name) {
  const dialog = document.getElementById(name);
  if (!dialog?.showModal || dialog.open) return;
  const before = document.activeElement;
  dialog.addEventListener("close", () => before?.focus(), { once: true });
  dialog.showModal();
  // A list longer than the window is read from its head, not from its first switch at the foot.
  dialog.querySelector("h2[tabindex]")?.focus();
}

// What a person has changed in the settings: the letter that is pressed -> the letter it stands for.
const STANDARD = { new: "N", next: "J", previous: "K", select: "X", decide: "R", archive: "E", go: "G" };

function changedKeys() {
  const chosen = (document.body.dataset.keys || "").split(" ").filter(Boolean);
  const pairs = chosen.map((pair) => pair.split(":")).map(([name, key]) => [key, STANDARD[name]]);
  const changed = new Map(pairs);
  // A letter that was given up does nothing any more.
  for (const letter of Object.values(STANDARD)) {
    if (changed.size && !changed.has(letter)) changed.set(letter, "");
  }
  return changed;
}

const changed = changedKeys();
const meant = (letter) => (changed.has(letter) ? changed.get(letter) : letter);

const letters = new Map([...changed].filter(([, stands]) => stands).map(([key, stands]) => [stands, key]));

function drawKeys(root) {
  for (const mark of root.querySelectorAll("kbd[data-letter]")) {
    const key = letters.get(mark.textContent.trim());
    if (key) mark.textContent = key;
  }
}

// The button that R presses shows it while its row has the focus.
function showDecide(target) {
  const link = target.closest?.("[data-rows] [tabindex]")?.querySelector("a[data-decide]");
  if (!link || link.querySelector("kbd")) return;
  const mark = document.createElement("kbd");
  mark.className = "letters";
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = letters.get("R") || "R";
  link.append(mark);
}

function extend(by) {
  const row = document.activeElement?.closest("[data-rows] [tabindex]");
  const box = row?.querySelector("input[type=checkbox]");
  if (box && !box.checked) box.click();
  step(by);
  const next = document.activeElement?.querySelector?.("input[type=checkbox]");
  if (next && !next.checked) next.click();
  return true;
}

// The place in a record where it is decided; who comes to it has its form in focus.
const DECISION = "#decide";

// R: the decision of the row's record, else its form in this page, else the way to the form's page.
function decide() {
  const row = document.activeElement?.closest("[data-rows] [tabindex]");
  const link = row?.querySelector("a[data-decide]");
  if (link || row?.closest("[data-decides]")) {
    location.assign(new URL(DECISION, link?.href || new URL(row.dataset.href, location.href)));
    return true;
  }
  const form = document.querySelector("form[data-decide]");
  const fields = form ? [...form.elements].filter((field) => field.name && field.type !== "hidden") : [];
  const first = fields.find((field) => field.checked) || fields[0];
  if (!first) return follow("a[data-decide-page]");
  form.closest("section")?.scrollIntoView({ block: "start" });
  first.focus({ preventScroll: true });
  return true;
}

// E: puts away the row of the focus, else the one that is open.
function archive(row) {
  const button = document.querySelector('[data-key="E"]');
  if (row?.dataset.archive && button?.form) button.form.action = row.dataset.archive;
  return follow('[data-key="E"]');
}

// Esc leaves a field in which nothing is open, so that the letters are keys again.
function leave(field) {
  const isPlain = field.matches("input, textarea") && !field.closest("dialog, details[open]");
  if (!isPlain || field.getAttribute("aria-expanded") === "true") return;
  if (field.type !== "search" || !field.value) field.blur();
}

let waitingForPlace = 0;

function single(event) {
  const pressed = event.code.startsWith("Key") ? event.code.slice(3) : "";
  if (Date.now() < waitingForPlace && pressed) {
    waitingForPlace = 0;
    return follow(`[data-go="${pressed}"]`);
  }
  const letter = meant(pressed);
  if (event.code === "Slash" && event.shiftKey) {
    openDialog("keyboard-help");
    return true;
  }
  if (event.code === "Slash") return focusSearch("[data-list-search]") || openPalette();
  if (letter === "G") {
    waitingForPlace = Date.now() + 1500;
    return true;
  }
  if (event.shiftKey && letter === "J") return extend(1);
  if (event.shiftKey && letter === "K") return extend(-1);
  if (letter === "R") return decide();
  if (letter === "J") return step(1);
  if (letter === "K") return step(-1);
  const row = document.activeElement?.closest("[data-rows] [tabindex]");
  if (letter === "X" && row) return selectRow(row);
  if (letter === "E") return archive(row);
  return letter ? follow(`[data-key="${letter}"]`) : false;
}

function chord(event) {
  if (event.ctrlKey && event.code === "KeyK") return openPalette() || focusSearch("[data-global-search]");
  if (event.ctrlKey && event.code === "Enter") {
    const form = event.target.closest("form");
    if (!form || form.method === "get") return false;
    // One after the other: a list of selectors finds the first in the page, be it «keep as a draft».
    const names = ["button.btn-primary", "button.btn-danger", "button:not([type=button])"];
    form.requestSubmit(names.map((name) => form.querySelector(name)).find(Boolean));
    return true;
  }
  if (event.altKey && event.code.startsWith("Key")) return follow(`[data-alt="${event.code}"]`);
  if (event.altKey && /^Digit[1-9]$/.test(event.code)) {
    const part = document.querySelectorAll(".numbered")[Number(event.code.slice(5)) - 1];
    const target = part?.querySelector("input, select, textarea, button");
    target?.focus();
    return Boolean(target);
  }
  return false;
}

function numberKey(event) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  const radio = digit && document.querySelector(`input[data-number="${digit}"]`);
  // Only where nothing or one of these choices has the focus: a digit at another button is a slip.
  const here = event.target === document.body || event.target.matches?.(`input[name="${radio?.name}"]`);
  if (!radio || !here) return false;
  radio.click();
  (document.getElementById(radio.dataset.next) || radio).focus();
  return true;
}

export function start(root) {
  const off = () =>
    document.body.dataset.singleKeys === "off" || localStorage.getItem(OFF) === "1";
  const say = () => document.documentElement.classList.toggle("no-letters", off());
  drawKeys(root);
  say();
  // After the browser has gone to the place, which takes the focus away.
  if (location.hash === DECISION) addEventListener("load", () => setTimeout(decide));
  root.addEventListener("focusin", (event) => showDecide(event.target));
  const box = root.querySelector("input[data-single-keys]");
  if (box) {
    box.checked = !off();
    box.addEventListener("change", () => {
      localStorage.setItem(OFF, box.checked ? "0" : "1");
      say();
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.code === "Escape") leave(event.target);
    const held = event.ctrlKey || event.altKey || event.metaKey;
    let done = false;
    if (held) done = chord(event);
    const row = event.target.matches?.("[data-rows] [tabindex]") ? event.target : null;
    if (!done && row && event.code === "Enter") {
      openRow(row, event.ctrlKey);
      done = true;
    }
    if (!done && !held && !typing(event.target) && !off()) done = numberKey(event) || single(event);
    if (done) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      event.preventDefault();
      openDialog(opener.dataset.dialogOpen);
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
  });
}
