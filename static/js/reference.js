// The reference of the API: a search while typing, and a try of what only reads.
// Says nothing by itself: what it shows stands on the page, hidden.
import { latin } from "./persian.js";

const LONGEST = 20000;

function search(list) {
  const field = list.querySelector("[data-ref-search]");
  const rows = [...list.querySelectorAll("[data-said]")];
  const groups = [...list.querySelectorAll(".ref-group")];
  const opened = groups.map((group) => group.open);
  const draw = () => {
    const words = latin(field.value).toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.parentElement.hidden = !words.every((word) => row.dataset.said.includes(word));
    groups.forEach((group, place) => {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = words.length ? !group.hidden : opened[place];
    });
    list.querySelector("[data-ref-none]").hidden = groups.some((group) => !group.hidden);
  };
  field.addEventListener("input", draw);
  if (field.value) draw(); // typed before this came
  field.form.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-said]");
    if (!chosen) return;
    for (const row of rows) row.removeAttribute("aria-current");
    chosen.setAttribute("aria-current", "page");
  });
}

function tryOut(form) {
  const find = (name) => form.querySelector(`[data-try-${name}]`);
  const byKey = () => form.elements.who.value === "key";
  form.addEventListener("change", () => (find("key").hidden = !byKey()));

  // A key goes alone: with it the session's cookie stays at home.
  const ask = (address) => {
    const headers = { Accept: "application/json" };
    if (byKey()) headers.Authorization = `Bearer ${find("key").querySelector("input").value.trim()}`;
    return fetch(address, { headers, credentials: byKey() ? "omit" : "same-origin", cache: "no-store" });
  };
  const address = () => {
    let path = form.dataset.path;
    for (const part of form.querySelectorAll("[data-try-path]")) {
      path = path.replace(`{${part.dataset.tryPath}}`, encodeURIComponent(part.value.trim()));
    }
    const query = new URLSearchParams(find("more")?.value.trim() || "");
    for (const part of form.querySelectorAll("[data-try-query]")) {
      if (part.value.trim()) query.set(part.dataset.tryQuery, part.value.trim());
    }
    return String(query) ? `${path}?${query}` : path;
  };
  const isWhole = () =>
    [...form.querySelectorAll("[data-try-path]")].every((part) => part.value.trim()) &&
    (!byKey() || find("key").querySelector("input").value.trim());

  find("first")?.addEventListener("click", async () => {
    const answer = await ask(`${form.dataset.lists}?page_size=1`).catch(() => null);
    const row = answer?.ok ? (await answer.json()).results?.[0] : null;
    if (row) find("path").value = row.id;
    else if (answer) await show(form, answer, `${form.dataset.lists}?page_size=1`);
    find("lost").hidden = Boolean(answer);
    find("path").focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    find("wants").hidden = isWhole();
    find("lost").hidden = true;
    if (!isWhole()) return;
    const answer = await ask(address()).catch(() => null);
    find("lost").hidden = Boolean(answer);
    find("result").hidden = !answer;
    if (answer) await show(form, answer, address());
  });
}

async function show(form, answer, address) {
  const find = (name) => form.querySelector(`[data-try-${name}]`);
  const kind = answer.headers.get("Content-Type") || "";
  const text = kind.includes("json") ? await answer.text() : "";
  const data = text ? JSON.parse(text) : null;
  const whole = data ? JSON.stringify(data, null, 2) : "";
  find("result").hidden = false;
  find("status").textContent = answer.status;
  find("status").className = `pill pill-${answer.ok ? "ok" : "danger"}`;
  find("address").textContent = address;
  for (const cell of form.querySelectorAll("[data-try-header]")) {
    cell.textContent = answer.headers.get(cell.dataset.tryHeader) || "–";
  }
  const problem = data?.type?.startsWith?.("/docs/api/problems#") ? data.type : "";
  find("problem").hidden = !problem;
  if (problem) find("problem").querySelector("a").href = problem;
  find("body").textContent = whole.slice(0, LONGEST);
  find("body").parentElement.hidden = !whole;
  find("cut").hidden = whole.length <= LONGEST;
  find("file").hidden = Boolean(whole);
}

export function start(root) {
  for (const list of root.querySelectorAll("[data-ref-list]")) search(list);
  for (const form of root.querySelectorAll("[data-try]")) tryOut(form);
  // What came in the place of another operation is read from its title on.
  if (root.id === "operation") root.querySelector("#ref-title").focus();
}
