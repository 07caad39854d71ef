// Where the focus goes when htmx puts something else in the place of what had it: to the same thing
// in what came, else to what stands at its place there, else to the part itself.
const REACHED =
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";

// What was lost: the part, and its thing by tag, address, name, value and place.
const lost = [];

const reached = (part) => [...part.querySelectorAll(REACHED)].filter((one) => !one.disabled);
const named = (one) =>
  [one.tagName, one.getAttribute("href"), one.getAttribute("name"), one.getAttribute("value"), one.form?.action].join("\n");

function before(event) {
  const part = event.detail.target || event.target;
  const active = document.activeElement;
  // The palette's field keeps the focus, and says which of its hits is chosen.
  if (!part?.id || active === document.body || !part.contains(active)) return;
  lost.push({ id: part.id, focused: active.id, name: named(active), at: reached(part).indexOf(active) });
}

function after() {
  const last = lost.pop();
  lost.length = 0;
  const active = document.activeElement;
  if (!last || (active && active !== document.body)) return;
  const part = document.getElementById(last.id) || document.getElementById("main");
  const there = reached(part);
  const target =
    (last.focused && document.getElementById(last.focused)) ||
    there.find((one) => named(one) === last.name) ||
    there[Math.min(last.at, there.length - 1)] ||
    part;
  if (target === part) part.tabIndex = -1;
  target.focus({ preventScroll: true });
}

export function start() {
  for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, before);
  document.addEventListener("htmx:afterSettle", after);
}
