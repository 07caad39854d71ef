// What the palette was told before: it answers while one types, and the server after it. It is kept
// in this page alone, in no store of the browser.
import { looseKey } from "./persian.js";

const EACH = 5;
// Address -> the hit, what it is found by, and the title and chip of its group.
const held = new Map();

function plain(hit) {
  const copy = hit.cloneNode(true);
  for (const mark of copy.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  copy.normalize();
  return copy;
}

function keyOf(hit) {
  const said = hit.cloneNode(true);
  for (const more of said.querySelectorAll("kbd, .palette-open, .pill, .stamp")) more.remove();
  return looseKey(said.textContent);
}

export function hold(root) {
  for (const group of root.querySelectorAll(".palette-group:not([data-about])")) {
    const title = group.getAttribute("aria-label");
    const isAct = group.hasAttribute("data-acts");
    const kind = group.dataset.kind || (isAct ? "commands" : "");
    for (const hit of group.querySelectorAll("[role=option]")) {
      const address = hit.getAttribute("href");
      const place = { hit: plain(hit), key: keyOf(hit), title, kind, isAct };
      // What was opened last does not take the place of what says more.
      if (kind || !held.has(address)) held.set(address, place);
    }
  }
}

function drawn({ title, isAct, kind }, hits) {
  const group = document.createElement("div");
  group.className = "palette-group";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", title);
  if (kind) group.dataset.kind = kind;
  group.toggleAttribute("data-acts", isAct);
  const head = document.createElement("p");
  head.className = "palette-title";
  head.setAttribute("aria-hidden", "true");
  head.textContent = title;
  group.append(head, ...hits);
  return group;
}

// The groups of what is held and matches every word that was typed; none where nothing does.
export function answer(typed, chip) {
  const isCommand = /^[<>]/.test(typed.trim());
  const kind = isCommand ? "commands" : chip;
  const words = typed.split(/\s+/).map(looseKey).filter(Boolean);
  if (words.join("").length < (kind === "commands" ? 1 : 2)) return [];
  const groups = new Map();
  for (const one of held.values()) {
    if ((kind && one.kind !== kind) || !words.every((word) => one.key.includes(word))) continue;
    const hits = groups.get(one.title) || { one, hits: [] };
    if (hits.hits.length < EACH) hits.hits.push(one.hit.cloneNode(true));
    groups.set(one.title, hits);
  }
  // What can be done comes after what was found.
  const found = [...groups.values()].sort((a, b) => a.one.isAct - b.one.isAct);
  let count = 0;
  return found.map(({ one, hits }) => {
    for (const hit of hits) {
      count += 1;
      hit.id = `held-now-${count}`;
    }
    return drawn(one, hits);
  });
}
