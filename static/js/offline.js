// The line is lost: say so, keep what is typed here, and let nothing be sent into the void.
import { persian } from "./persian.js";

const BACK = 4000;
const mine = () => `draft:${document.body.dataset.user || ""}:`;

function newest() {
  let at = 0;
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(mine())) continue;
    try {
      at = Math.max(at, JSON.parse(localStorage.getItem(key)).at || 0);
    } catch {
      continue;
    }
  }
  return at ? persian(new Date(at).toTimeString().slice(0, 5)) : "";
}

class Bar {
  constructor() {
    this.node = Object.assign(document.createElement("div"), { className: "offline-bar", hidden: true });
    this.node.setAttribute("role", "alert");
    document.getElementById("main")?.before(this.node);
    this.isOff = false;
  }

  say(text, css = "") {
    this.node.className = `offline-bar ${css}`;
    this.node.textContent = text;
    this.node.hidden = false;
  }

  off() {
    // A later failure of the same cut must not wipe what was said since.
    if (this.isOff) return;
    this.isOff = true;
    const at = newest();
    const kept = at ? ` آخرین نوشته: ${at}.` : "";
    this.say(`اینترنت قطع است. کارتان اینجا نگه داشته می‌شود.${kept}`);
  }

  on() {
    // An answer that was under way when the line broke is no sign of its return.
    if (!this.isOff || navigator.onLine === false) return;
    this.isOff = false;
    this.say("اینترنت برگشت. می‌توانید بفرستید.", "is-back");
    setTimeout(() => {
      if (!this.isOff) this.node.hidden = true;
    }, BACK);
  }

  // What has effect is sent by a person who sees that it goes.
  held(event) {
    if (!this.isOff || event.target.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say("برای فرستادن باید به اینترنت وصل باشید. نوشته‌تان اینجا ماند؛ پس از برقراری، دکمه را دوباره بزنید.");
    this.node.scrollIntoView({ block: "nearest" });
  }
}

export function start(root) {
  if (root !== document) return;
  const bar = new Bar();
  addEventListener("offline", () => bar.off());
  addEventListener("online", () => bar.on());
  // A request of the page itself may know before the browser does.
  document.addEventListener("pishkhan:line", (event) => (event.detail ? bar.on() : bar.off()));
  document.addEventListener("submit", (event) => bar.held(event), { capture: true });
  if (!navigator.onLine) bar.off();
}
