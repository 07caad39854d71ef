// Starts the enhancements that a page has use for. Pages are complete without any of them.
import { start as focus } from "./focus.js";
import { start as keyboard } from "./keyboard.js";
import { start as line } from "./line.js";
import { start as menus } from "./menus.js";
import { start as palette } from "./palette.js";
import { start as requests } from "./requests.js";
import { start as session } from "./session.js";
import { start as tabs } from "./tabs.js";
import { start as theme } from "./theme.js";

const MODULES = {
  charts: "[data-chart]",
  columns: "[data-chooser]",
  combobox: "input[data-combobox]",
  confirm: "form[data-confirm]",
  countdown: "[data-countdown]",
  datepicker: "input[data-jalali]",
  drafts: "form[data-draft-key], form[method=post] textarea, form[data-wipe-drafts], [data-kept-note]",
  dropzone: "[data-drop]",
  fingerprint: "form[data-sha256]",
  forms: "form",
  lists: "[data-list]",
  money: "input[data-money]",
  passkeys: "[data-passkey]",
  reference: "[data-reference], [data-try], .ref-operation",
  sending: "form [data-drop]",
  toast: "[data-toast]",
  viewer: "[data-viewer]",
};

function improve(root) {
  for (const [name, selector] of Object.entries(MODULES)) {
    if (!root.matches?.(selector) && !root.querySelector(selector)) continue;
    import(`./${name}.js`).then((module) => module.start(root));
  }
}

// What is wider than the screen opens at today, or where a window that begins tomorrow begins,
// else where its newest end is.
function showToday(root) {
  for (const box of root.querySelectorAll(".ribbon-scroll, .chart-scroll")) {
    if (box.scrollWidth <= box.clientWidth) continue;
    const today = box.querySelector(".d-today, .d-remaining")?.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    box.scrollLeft = today ? today.left + today.width / 2 - frame.left - box.clientWidth / 2 : 0;
  }
}

// A strip of tabs that is wider than a phone opens at the tab that is open.
function showTab(root) {
  for (const tab of root.querySelectorAll(".tabs > [aria-current]")) {
    const box = tab.parentElement;
    if (box.scrollWidth <= box.clientWidth) continue;
    const [here, frame] = [tab.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += here.left + here.width / 2 - frame.left - box.clientWidth / 2;
  }
}

// A secret stands on the answer of its form, this once: who reloads it opens the page without the
// secret, and does not send the form again. Who comes back to a refused form opens the form, not
// the browser's own page about an answer that it has not stored.
function forgetForm() {
  const link = document.querySelector("a[data-shown-once]");
  const refused = document.querySelector("form:not([action]) [data-error-summary]");
  if (link || refused) history.replaceState(history.state, "", link?.href ?? location.href);
}

forgetForm();
theme(document);
requests(document);
keyboard(document);
focus();
menus(document);
palette();
tabs(document);
line();
session();
improve(document);
showToday(document);
showTab(document);
for (const [name, part] of [["htmx:afterSwap", "target"], ["pishkhan:page", "detail"]]) {
  document.addEventListener(name, ({ [part]: root }) => {
    improve(root);
    showToday(root);
    showTab(root);
  });
}
