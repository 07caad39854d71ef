// Toasts: six seconds, ten with an action, longer while pointed at or focused; three at most.
const box = () => document.getElementById("toasts");

function live(toast) {
  if (toast.dataset.live) return;
  toast.dataset.live = "1";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.textContent = "×";
  button.setAttribute("aria-label", box().dataset.closeLabel);
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
  let timer;
  const stop = () => clearTimeout(timer);
  const go = () => {
    stop();
    timer = setTimeout(() => toast.remove(), toast.querySelector("a, .toast-act") ? 10000 : 6000);
  };
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stop);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, go);
  go();
  while (box().children.length > 3) box().firstElementChild.remove();
}

export function show(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  box().append(toast);
  live(toast);
}

export function start(root) {
  for (const toast of root.querySelectorAll("[data-toast]")) live(toast);
}
