// Starts the enhancements that a page has use for. Pages are complete without any of them.
import { start as keyboard } from "./keyboard.js";
import { start as menus } from "./menus.js";
import { start as theme } from "./theme.js";

const MODULES = {
  combobox: "input[data-combobox]",
  confirm: "form[data-confirm]",
  datepicker: "input[data-jalali]",
  drafts: "form[data-draft-key], form[data-wipe-drafts]",
  dropzone: "[data-drop]",
  forms: "form, [data-select-all]",
  money: "input[data-money]",
  toast: "[data-toast]",
};

function improve(root) {
  for (const [name, selector] of Object.entries(MODULES)) {
    if (!root.matches?.(selector) && !root.querySelector(selector)) continue;
    import(`./${name}.js`).then((module) => module.start(root));
  }
}

theme(document);
keyboard(document);
menus(document);
improve(document);
document.addEventListener("htmx:afterSwap", (event) => improve(event.target));
