// The lost line: one bar says so, what is typed is kept here, and nothing is sent into the void.
// Only the browser and an answered question tell how the line stands; a request that failed late,
// or one that was answered late, changes nothing by itself, and so wipes nothing that was said.
import { clock } from "./persian.js";
import { text } from "./texts.js";

const ASK_AGAIN = 15000;
const ANSWER_BY = 8000;
const SHOWN = 4000;

// When the newest text that is kept here was written; empty if there is none.
function newest() {
  const mine = `draft:${document.body.dataset.user || ""}:`;
  let at = 0;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(mine)) continue;
    try {
      at = Math.max(at, JSON.parse(localStorage.getItem(key)).at || 0);
    } catch {
      continue;
    }
  }
  return at ? clock(new Date(at)) : "";
}

// Buttons of acts, which may not be done without a connection; drafts and notes may wait.
const acts = () =>
  [...document.querySelectorAll("form[method=post] button:not([type=button])")].filter(
    (button) => !button.closest("form[data-draft-key], form[data-offline], header, dialog"),
  );
// A button that waits for a confirming text is its own form's business.
const isFree = (button) =>
  button.getAttribute("aria-disabled") !== "true" && !button.matches("[data-confirm-go]");

class Line {
  constructor(box) {
    this.box = box;
    this.said = box.querySelector("[data-line]");
    this.retry = box.querySelector("[data-retry]");
    this.isOff = false;
    this.asked = 0;
    this.held = new Set();
    this.pressed = null;
    this.retry.addEventListener("click", () => this.ask());
  }

  say(words, isBack = false) {
    this.said.textContent = words;
    this.box.classList.toggle("statusbar-ok", isBack);
    this.box.querySelector("[data-line-off]").toggleAttribute("hidden", isBack);
    this.box.querySelector("[data-line-back]").toggleAttribute("hidden", !isBack);
    this.retry.hidden = isBack;
    this.box.hidden = false;
  }

  off() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), ASK_AGAIN);
    if (this.isOff) return;
    this.isOff = true;
    const found = acts();
    for (const button of found.filter(isFree)) {
      button.setAttribute("aria-disabled", "true");
      this.held.add(button);
    }
    const at = newest();
    this.say([
      text("line-off"),
      at && text("line-newest", { clock: at }),
      found.length && document.body.dataset.user && text("line-acts"),
    ].filter(Boolean).join(" "));
  }

  on() {
    clearTimeout(this.timer);
    if (!this.isOff) return;
    this.isOff = false;
    for (const button of this.held) button.removeAttribute("aria-disabled");
    this.held.clear();
    this.say(text(this.pressed ? "line-ready" : "line-back"), true);
    // What somebody wanted to send stays named until it is sent.
    if (!this.pressed) {
      this.timer = setTimeout(() => {
        this.box.hidden = true;
      }, SHOWN);
    }
    document.dispatchEvent(new CustomEvent("pishkhan:back"));
    // Who writes on meanwhile is left where they write.
    const isFree = [document.body, this.pressed].includes(document.activeElement);
    if (isFree && this.pressed?.isConnected) this.pressed.focus();
    this.pressed = null;
  }

  // Ask the server itself: the last question counts, whatever the earlier ones come back with.
  async ask() {
    this.asked += 1;
    const turn = this.asked;
    const answer = await fetch("/health/live", {
      cache: "no-store", signal: AbortSignal.timeout(ANSWER_BY),
    }).catch(() => null);
    if (turn !== this.asked) return;
    if (answer?.ok && navigator.onLine !== false) this.on();
    else this.off();
  }

  // Nothing is sent by itself: a person sees that it goes, at the button where it was stopped.
  stop(event) {
    const form = event.target;
    if (!this.isOff || form.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.pressed = event.submitter || form.querySelector("button:not([type=button])");
    this.say(form.matches("[data-offline]") ? text("line-waits", { clock: clock() }) : text("line-held"));
    this.box.scrollIntoView({ block: "nearest" });
  }
}

export function start() {
  const box = document.getElementById("offline-bar");
  if (!box) return;
  const line = new Line(box);
  addEventListener("offline", () => line.off());
  addEventListener("online", () => line.ask());
  for (const name of ["htmx:sendError", "htmx:timeout", "pishkhan:lost"]) {
    document.addEventListener(name, () => line.ask());
  }
  document.addEventListener("submit", (event) => line.stop(event), { capture: true });
  if (navigator.onLine === false) line.off();
}
