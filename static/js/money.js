// Amounts in rials: grouped while typing, said in tomans under the field.
import { group, latin, tomanWords } from "./persian.js";

function enhance(field) {
  if (field.dataset.live) return;
  field.dataset.live = "1";
  const words = document.querySelector(`[data-words="${field.id}"]`);
  const draw = () => {
    const typed = latin(field.value).replace(/[\s,٬،.]/g, "");
    const known = /^\d{1,15}$/.test(typed);
    if (known) {
      const after = field.value.length - (field.selectionStart ?? field.value.length);
      field.value = group(typed.replace(/^0+(?=\d)/, ""));
      if (document.activeElement === field) {
        const at = Math.max(0, field.value.length - after);
        field.setSelectionRange(at, at);
      }
    }
    if (words) words.textContent = known ? tomanWords(Number(typed)) : "";
  };
  field.addEventListener("input", draw);
  draw();
}

export function start(root) {
  root.querySelectorAll("input[data-money]").forEach(enhance);
}
