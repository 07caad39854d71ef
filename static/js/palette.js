// The palette: found by the server within what one may see; the arrow keys choose, Enter opens.
const MOST = 8;
const dialog = () => document.getElementById("palette");
const place = () => `recent:${document.body.dataset.user || ""}`;
const RECORD = /^\/(offices|violations|terminations|contracts|agencies|flags|reminders)\/[^/]+$/;

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(place()) || "[]");
  } catch {
    return [];
  }
}

// Only this browser knows what was opened last; signing out forgets it.
export function remember() {
  const title = document.querySelector("main h1")?.textContent.trim();
  if (!title || !RECORD.test(location.pathname) || location.pathname.endsWith("/new")) return;
  const rest = remembered().filter((one) => one.url !== location.pathname);
  const kept = [{ url: location.pathname, title }, ...rest].slice(0, MOST);
  try {
    localStorage.setItem(place(), JSON.stringify(kept));
  } catch {
    // A full or forbidden store only costs the list of what was opened last.
  }
}

// The text whose hits are shown.
let answered = "";
const hits = () => [...dialog().querySelectorAll("[role=option]")];

function choose(at) {
  const all = hits();
  if (!all.length) return;
  const place = (at + all.length) % all.length;
  all.forEach((hit, index) => hit.setAttribute("aria-selected", String(index === place)));
  all[place].scrollIntoView({ block: "nearest" });
  document.getElementById("palette-text").setAttribute("aria-activedescendant", all[place].id);
}

const chosen = () => hits().findIndex((hit) => hit.getAttribute("aria-selected") === "true");

// The first press of Tab goes to what can be done; the next one leaves the field, as everywhere.
function toActs() {
  const act = dialog().querySelector("[data-acts] [role=option]");
  const at = hits().indexOf(act);
  if (at < 1 || chosen() >= at) return false;
  choose(at);
  return true;
}

function hit({ url, title }, index) {
  const link = document.createElement("a");
  link.className = "palette-hit";
  link.href = url;
  link.id = `recent-${index}`;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.textContent = title;
  return link;
}

function showRecent() {
  const all = remembered();
  if (!all.length) return;
  const group = document.createElement("div");
  group.className = "palette-group";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", dialog().dataset.recentLabel);
  const head = document.createElement("p");
  head.className = "palette-title";
  head.setAttribute("aria-hidden", "true");
  head.textContent = dialog().dataset.recentLabel;
  group.append(head, ...all.map(hit));
  document.getElementById("palette-hits").prepend(group);
}

export function open(text = "") {
  const box = dialog();
  if (!box?.showModal || box.open) return Boolean(box?.open);
  const before = document.activeElement;
  box.addEventListener("close", () => before?.focus(), { once: true });
  box.showModal();
  const input = document.getElementById("palette-text");
  input.value = text;
  input.focus();
  box.querySelector("form").dispatchEvent(new Event("palette"));
  return true;
}

function keys(event) {
  const at = chosen();
  if (event.code === "ArrowDown") choose(at + 1);
  else if (event.code === "ArrowUp") choose(at < 0 ? -1 : at - 1);
  // One press closes it also when something is typed, which a search field would only clear.
  else if (event.code === "Escape") dialog().close();
  else if (event.code === "Enter" || event.code === "NumpadEnter") {
    const link = hits()[Math.max(0, at)];
    // What is shown may still be the answer to fewer letters: the whole search knows a number.
    if (document.getElementById("palette-text").value !== answered) dialog().querySelector("form").requestSubmit();
    else if (!link) return;
    else if (event.ctrlKey) window.open(link.href, "_blank", "noopener");
    else location.assign(link.href);
  } else if (event.code !== "Tab" || event.shiftKey || event.target.type !== "search" || !toActs()) return;
  event.preventDefault();
}

export function start() {
  const box = dialog();
  if (!box) return;
  remember();
  box.querySelector("form").addEventListener("keydown", keys);
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("htmx:afterSwap", (event) => {
    answered = new URL(event.detail.xhr.responseURL).searchParams.get("q") || "";
    if (!document.getElementById("palette-text").value.trim()) showRecent();
    choose(0);
  });
  for (const input of document.querySelectorAll("[data-global-search]")) {
    input.addEventListener("click", () => open(input.value));
  }
  for (const form of document.querySelectorAll("form[data-wipe-drafts]")) {
    form.addEventListener("submit", () => localStorage.removeItem(place()));
  }
}
