// Menus made of <details>: one open at a time, Esc and a click outside close them; one that would
// reach over the edge of the window opens to the other side.
import { text } from "./texts.js";

export function start(root) {
  const open = () => root.querySelectorAll("details[data-menu][open]");
  const close = (menu, refocus) => {
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  };
  root.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) close(menu, false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    for (const menu of open()) close(menu, menu.contains(document.activeElement));
  });
  root.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target.open && event.target.querySelector(":scope > .menu");
      if (!menu) return;
      menu.classList.remove("is-turned");
      const box = menu.getBoundingClientRect();
      menu.classList.toggle("is-turned", box.left < 0 || box.right > document.documentElement.clientWidth);
    },
    true,
  );
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
  });
  // What belongs on paper as a whole is unfolded for it, and folded again.
  addEventListener("beforeprint", () => {
    for (const part of root.querySelectorAll("details[data-print-open]:not([open])")) {
      part.open = true;
      part.dataset.unfolded = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const part of root.querySelectorAll("details[data-unfolded]")) {
      part.open = false;
      delete part.dataset.unfolded;
    }
  });
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const { show } = await import("./toast.js");
    await navigator.clipboard.writeText(button.dataset.copy);
    show(text("copied"));
  });
}
