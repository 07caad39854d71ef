// Says that the line is broken, and two minutes before it happens that the session will end.
import { persian } from "./persian.js";

const WARNING = 120;
const ACTIVE = "active-at";

const bar = (name) => document.getElementById(`${name}-bar`);

// What may not be done without a connection says so instead of failing.
function guardActs(offline) {
  for (const button of document.querySelectorAll("form[method=post] button:not([type=button])")) {
    if (button.closest("form[data-draft-key]") || button.closest("form[data-offline]")) continue;
    if (offline) button.setAttribute("aria-disabled", "true");
    else if (!button.matches("[data-confirm-go]")) button.removeAttribute("aria-disabled");
  }
}

function connection() {
  const box = bar("offline");
  if (!box) return;
  const draw = (offline) => {
    if (box.hidden !== offline) return;
    box.hidden = !offline;
    guardActs(offline);
  };
  const test = () =>
    fetch("/health/live", { cache: "no-store" }).then(
      (answer) => draw(!answer.ok),
      () => draw(true),
    );
  addEventListener("offline", () => draw(true));
  addEventListener("online", test);
  document.addEventListener("htmx:sendError", test);
  box.querySelector("[data-retry]").addEventListener("click", test);
  if (navigator.onLine === false) draw(true);
}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

function session(idle) {
  const box = bar("session");
  if (!box || !idle) return;
  const left = box.querySelector("[data-left]");
  const touched = () => localStorage.setItem(ACTIVE, String(Date.now()));
  const tick = () => {
    const rest = idle - Math.floor((Date.now() - Number(localStorage.getItem(ACTIVE))) / 1000);
    box.hidden = rest > WARNING || rest <= 0;
    bar("ended").hidden = rest > 0;
    const shown = Math.max(0, rest);
    const clock = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    left.textContent = document.documentElement.lang === "fa" ? persian(clock) : clock;
    if (rest > 0) setTimeout(tick, rest > WARNING + 5 ? (rest - WARNING) * 1000 : 1000);
  };
  box.querySelector("[data-extend]").addEventListener("click", async () => {
    const headers = { "X-CSRFToken": token() };
    const answer = await fetch(box.dataset.keep, { method: "POST", headers }).catch(() => null);
    if (answer?.status === 204) touched();
    tick();
  });
  document.addEventListener("htmx:afterRequest", touched);
  addEventListener("storage", (event) => event.key === ACTIVE && tick());
  touched();
  tick();
}

// A form that may wait is not lost to an error page: it goes by itself when the line is back.
function queue() {
  const waiting = new Set();
  const box = bar("queue");
  document.addEventListener(
    "submit",
    (event) => {
      if (navigator.onLine !== false || !event.target.matches("form[data-offline]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting.add(event.target);
      const clock = new Date().toTimeString().slice(0, 5);
      box.querySelector("[data-written]").textContent =
        document.documentElement.lang === "fa" ? persian(clock) : clock;
      box.hidden = false;
    },
    { capture: true },
  );
  addEventListener("online", () => {
    box.hidden = true;
    for (const form of waiting) form.requestSubmit();
    waiting.clear();
  });
}

export function start() {
  connection();
  queue();
  session(Number(document.body.dataset.idle || 0));
}
