// Starts every enhancement. Pages are complete without it; each module improves what it finds.
import { start as combobox } from "./combobox.js";
import { start as confirm } from "./confirm.js";
import { start as datepicker } from "./datepicker.js";
import { start as drafts } from "./drafts.js";
import { start as dropzone } from "./dropzone.js";
import { start as forms } from "./forms.js";
import { start as keyboard } from "./keyboard.js";
import { start as menus } from "./menus.js";
import { start as money } from "./money.js";
import { start as theme } from "./theme.js";
import { start as toast } from "./toast.js";

const once = [theme, keyboard, menus];
const everywhere = [combobox, confirm, datepicker, drafts, dropzone, forms, money, toast];

for (const start of once) start(document);
for (const start of everywhere) start(document);
document.addEventListener("htmx:load", (event) => {
  for (const start of everywhere) start(event.target);
});
