// Menus made of <details>: one open at a time, Esc and a click outside close them; one that would
// reach over the edge of the window opens to the other side, or scrolls in the room below it.
import { text } from "./texts.js";

const LEAST = 200; // pixels that a menu keeps, however little room there is
const FREE = 8;

function fit(menu) {
  menu.classList.remove("is-turned");
  menu.style.maxBlockSize = "";
  if (getComputedStyle(menu).position === "fixed") return;
  const { clientWidth, clientHeight } = document.documentElement;
  let box = menu.getBoundingClientRect();
  menu.classList.toggle("is-turned", box.left < 0 || box.right > clientWidth);
  box = menu.getBoundingClientRect();
  if (box.bottom <= clientHeight) return;
  const room = clientHeight - FREE - box.top;
  menu.style.maxBlockSize = `${Math.max(LEAST, room)}px`;
  if (room < LEAST) menu.scrollIntoView({ block: "nearest" });
}

export function start(root) {
  const open = () => root.querySelectorAll("details[data-menu][open]");
  const close = (menu, refocus) => {
    menu.open = false;
    if (refocus) menu.querySelector("summary").focus();
  };
  root.addEventListener("click", (event) => {
    // By the way of the click: what was clicked may be gone by now, such as a day that was chosen.
    for (const menu of open()) if (!event.composedPath().includes(menu)) close(menu, false);
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
      fit(menu);
      menu.querySelector("[data-menu-first]")?.focus();
    },
    true,
  );
  root.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest("[data-menu-close]")) close(event.target.closest("[data-menu]"), true);
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
