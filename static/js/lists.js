// Lists: choosing rows with a count that says what is chosen, and the order of the columns.
import { group } from "./persian.js";

function choosing(list) {
  const bar = list.querySelector("[data-bulkbar]");
  const page = list.querySelector("[data-choose-page]");
  if (!bar || !page) return;
  const boxes = [...list.querySelectorAll("tbody input[name=row]")];
  const every = bar.querySelector("[data-choose-every]");
  const said = bar.querySelector("[data-chosen-count]");
  const draw = () => {
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
    for (const box of boxes) box.checked = checked;
    draw();
  };
  page.addEventListener("change", () => all(page.checked));
  every?.addEventListener("change", () => (every.checked ? all(true) : draw()));
  for (const box of boxes) box.addEventListener("change", draw);
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

// The head of a table stays in sight while its rows pass, unless it must scroll sideways itself.
function sticking(list) {
  const wrap = list.querySelector(".table-wrap");
  const table = wrap?.querySelector("table");
  if (!table) return;
  const look = () =>
    wrap.classList.toggle("table-wrap-sticky", table.offsetWidth <= wrap.clientWidth);
  new ResizeObserver(look).observe(wrap);
}

function ordering(form) {
  const said = form.querySelector("[data-chooser-said]");
  const move = (item, by) => {
    const items = [...form.querySelectorAll("[data-column]")];
    const other = items[items.indexOf(item) + by];
    if (!other) return;
    other[by > 0 ? "after" : "before"](item);
    const name = item.querySelector("label").textContent.trim();
    const place = [...form.querySelectorAll("[data-column]")].indexOf(item) + 1;
    said.textContent = `${name}: ${group(String(place))}`;
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-column]"), button.name === "up" ? -1 : 1);
    button.focus();
  });
  form.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    const item = event.target.closest("[data-column]");
    if (!by || !item || !event.altKey) return;
    event.preventDefault();
    move(item, by);
    event.target.focus();
  });
}

export function start(root) {
  const lists = root.matches?.("[data-list]") ? [root] : root.querySelectorAll("[data-list]");
  lists.forEach(choosing);
  lists.forEach(sticking);
  root.querySelectorAll("[data-chooser]").forEach(ordering);
}
