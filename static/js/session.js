// Two minutes before it happens, says that the session will end; then, that it has ended.
import { persian } from "./persian.js";

const WARNING = 120;
const ACTIVE = "active-at";

const bar = (name) => document.getElementById(`${name}-bar`);
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

export function start() {
  const idle = Number(document.body.dataset.idle || 0);
  const box = bar("session");
  if (!box || !idle) return;
  const left = box.querySelector("[data-left]");
  const touched = () => localStorage.setItem(ACTIVE, String(Date.now()));
  let timer;
  const tick = () => {
    clearTimeout(timer);
    const rest = idle - Math.floor((Date.now() - Number(localStorage.getItem(ACTIVE))) / 1000);
    box.hidden = rest > WARNING || rest <= 0;
    bar("ended").hidden = rest > 0;
    const shown = Math.max(0, rest);
    left.textContent = persian(`${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`);
    if (rest > 0) timer = setTimeout(tick, rest > WARNING + 5 ? (rest - WARNING) * 1000 : 1000);
  };
  box.querySelector("[data-extend]").addEventListener("click", async () => {
    const headers = { "X-CSRFToken": token() };
    const answer = await fetch(box.dataset.keep, { method: "POST", headers }).catch(() => null);
    if (answer?.status === 204) touched();
    tick();
  });
  // The server moves the session on with each request that it answers, whichever script has asked.
  for (const name of ["htmx:afterOnLoad", "pishkhan:answered"]) {
    document.addEventListener(name, () => {
      touched();
      tick();
    });
  }
  addEventListener("storage", (event) => event.key === ACTIVE && tick());
  touched();
  tick();
}
