// The palette: what it was told before answers at once, the server within what one may see after
// it; the arrow keys choose, Enter opens, and what can be done follows what is chosen.
import { answer, hold } from "./held.js";
import { looseKey } from "./persian.js";

const FOLLOWS = 200;
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
  follow(all[place]);
}

// Address of a record -> the group of what can be done with it; kept while the page stands.
const acts = new Map();
let following = 0;

async function actsOn(address) {
  if (acts.has(address)) return acts.get(address);
  const asked = new URL(dialog().querySelector("form").action);
  asked.searchParams.set("about", address);
  const answered = await fetch(asked, { headers: { "HX-Request": "true" } });
  // A session that has ended leads to its sign-in, which is no list of acts.
  if (!answered.ok || answered.redirected) return null;
  document.dispatchEvent(new CustomEvent("pishkhan:answered"));
  const part = new DOMParser().parseFromString(await answered.text(), "text/html");
  const group = part.querySelector("[data-about]");
  group?.querySelectorAll("[role=option]").forEach((act, index) => {
    act.id = `act-${index}`;
  });
  acts.set(address, group);
  return group;
}

// The commands are about the record that is chosen: they come when the choice rests on it.
function follow(hit) {
  clearTimeout(following);
  const group = hit.closest(".palette-group");
  if (!group.dataset.kind || group.dataset.kind === "commands") return;
  const address = hit.getAttribute("href");
  following = setTimeout(async () => {
    const shown = dialog().querySelector("[data-about]");
    if (shown?.dataset.about === address) return;
    const about = await actsOn(address).catch(() => null);
    if (!about || hits()[chosen()] !== hit) return;
    if (shown?.isConnected) shown.replaceWith(about);
    else [...dialog().querySelectorAll("[data-kind]:not([data-acts])")].pop().after(about);
  }, FOLLOWS);
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

// One that is still there after a new answer stays chosen; else the first is.
function chooseAgain(address) {
  choose(Math.max(0, hits().findIndex((hit) => address && hit.getAttribute("href") === address)));
}

const address = () => hits()[chosen()]?.getAttribute("href");

// What can be done with the record of the page is told once, as the palette opens.
let own;

// Of it stands what holds the typed words, before the places one may go to.
function addOwn() {
  const list = document.getElementById("palette-hits");
  if (!own || !["", "commands"].includes(chip())) return;
  if (list.querySelector("[data-about]")?.dataset.about === own.dataset.about) return;
  const group = own.cloneNode(true);
  group.querySelectorAll("[role=option]").forEach((act, index) => {
    act.id = `own-${index}`;
    if (!looseKey(act.querySelector(".grow").textContent).includes(looseKey(answered))) act.remove();
  });
  if (!group.querySelector("[role=option]")) return;
  list.insertBefore(group, list.querySelector("[data-acts]:not([data-about])"));
}

const chip = () => new FormData(dialog().querySelector("form")).get("kind") || "";

// A command is typed with «>»: its chip is marked as long as it stands there.
let marked = null;

function markChip() {
  const chips = [...dialog().querySelectorAll("[name=kind]")];
  const mark = (kind) => {
    chips.find((one) => one.value === kind).checked = true;
  };
  const isCommand = /^\s*[<>]/.test(document.getElementById("palette-text").value);
  if (isCommand && marked === null) {
    marked = chip();
    mark("commands");
  } else if (!isCommand && marked !== null) {
    mark(marked);
    marked = null;
  }
}

// What was told before answers before the server is asked.
function answerAtOnce() {
  const text = document.getElementById("palette-text").value;
  const groups = answer(text, chip());
  if (!groups.length) return;
  const before = address();
  document.getElementById("palette-hits").replaceChildren(...groups);
  document.getElementById("palette-said").replaceChildren();
  answered = text;
  addOwn();
  chooseAgain(before);
}

function takeHeld() {
  const part = document.getElementById("palette-held");
  if (part) hold(part.content);
  part?.remove();
  hold(document.getElementById("palette-hits"));
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
  const all = remembered().filter(({ url }) => url !== location.pathname);
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
  // What can be done with the record of this page comes first.
  const about = dialog().querySelector("[data-about]");
  if (about) about.after(group);
  else document.getElementById("palette-hits").prepend(group);
}

export function open(text = "") {
  const box = dialog();
  if (!box?.showModal || box.open) return Boolean(box?.open);
  const before = document.activeElement;
  own = undefined;
  box.addEventListener("close", () => before?.focus(), { once: true });
  box.showModal();
  const input = document.getElementById("palette-text");
  input.value = text;
  markChip();
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
  const form = box.querySelector("form");
  let isHeld = false;
  form.addEventListener("input", (event) => {
    if (event.target.type === "search") markChip();
    else marked = null;
    answerAtOnce();
  });
  // What it answers from is fetched once, with the first answer of the page.
  form.addEventListener("htmx:configRequest", (event) => {
    if (!isHeld) event.detail.parameters.held = "1";
    if (own !== undefined) event.detail.parameters.here = "told";
  });
  let before = "";
  box.addEventListener("htmx:beforeSwap", () => {
    before = address();
  });
  box.addEventListener("htmx:afterSwap", (event) => {
    answered = new URL(event.detail.xhr.responseURL).searchParams.get("q") || "";
    isHeld = true;
    if (answered) addOwn();
    else own ??= document.querySelector("#palette-hits [data-about]")?.cloneNode(true) || null;
    if (!document.getElementById("palette-text").value.trim()) showRecent();
    takeHeld();
    chooseAgain(answered ? before : "");
  });
  for (const input of document.querySelectorAll("[data-global-search]")) {
    input.addEventListener("click", () => open(input.value));
  }
  for (const form of document.querySelectorAll("form[data-wipe-drafts]")) {
    form.addEventListener("submit", () => localStorage.removeItem(place()));
  }
}
