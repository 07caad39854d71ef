// Lists: choosing rows with a count that says what is chosen; a head that stays in sight.
import { group } from "./persian.js";

function choosing(list) {
  const bar = list.querySelector("[data-bulkbar]");
  if (!bar) return;
  const every = bar.querySelector("[data-choose-every]");
  const said = bar.querySelector("[data-chosen-count]");
  const rows = () => [...list.querySelectorAll("tbody input[name=row]")];
  const draw = () => {
    const boxes = rows();
    const page = list.querySelector("[data-choose-page]");
    const chosen = boxes.filter((box) => box.checked).length;
    page.checked = chosen > 0 && chosen === boxes.length;
    page.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
    if (every && chosen < boxes.length) every.checked = false;
    // The rows of other pages are chosen with it; the number says so.
    said.textContent = every?.checked ? every.dataset.chooseEvery : group(String(chosen));
    bar.classList.toggle("is-on", chosen > 0);
  };
  const all = (checked) => {
    for (const box of rows()) box.checked = checked;
    draw();
  };
  list.addEventListener("change", ({ target }) => {
    if (target.matches("[data-choose-page]")) all(target.checked);
    else if (target.matches("tbody input[name=row]")) draw();
  });
  list.addEventListener("list:redrawn", draw);
  every?.addEventListener("change", () => (every.checked ? all(true) : draw()));
  const clear = () => {
    if (every) every.checked = false;
    all(false);
  };
  bar.querySelector("[data-choose-none]").addEventListener("click", clear);
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("details[data-menu][open], dialog[open]")) return;
    if (bar.classList.contains("is-on")) clear();
  });
  draw();
}

// On a narrow screen the filters that are not set wait behind a button (components.css).
function folding(button) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") === "false"));
  });
}

// The head of a table stays in sight while its rows pass, unless it must scroll sideways itself.
function sticking(list) {
  const look = ([{ target }]) =>
    target.classList.toggle("table-wrap-sticky", target.firstElementChild.offsetWidth <= target.clientWidth);
  const sizes = new ResizeObserver(look);
  const watch = () => {
    sizes.disconnect();
    const wrap = list.querySelector(".table-wrap");
    if (wrap) sizes.observe(wrap);
  };
  list.addEventListener("list:redrawn", watch);
  watch();
}

export function start(root) {
  const lists = root.matches?.("[data-list]") ? [root] : root.querySelectorAll("[data-list]");
  lists.forEach(choosing);
  lists.forEach(sticking);
  root.querySelectorAll("[data-fold]").forEach(folding);
}
