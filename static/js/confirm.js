// Type to confirm: the destructive button says why it waits until the text matches.
import { latin } from "./persian.js";

const plain = (text) => latin(text).replace(/[\s\u200c-]/g, "");

export function start(root) {
  for (const form of root.querySelectorAll("form[data-confirm]")) {
    const expected = plain(form.dataset.confirm);
    const field = form.querySelector("[name=confirmation], [data-confirm-text]");
    const button = form.querySelector("[data-confirm-go]");
    if (!expected || !field || !button) continue;
    const draw = () => {
      if (plain(field.value) === expected) button.removeAttribute("aria-disabled");
      else button.setAttribute("aria-disabled", "true");
    };
    field.addEventListener("input", draw);
    draw();
  }
}
