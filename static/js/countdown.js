// What may be taken back for a while: minutes and seconds, until its time is over.
import { persian } from "./persian.js";

function run(output) {
  const ends = performance.now() + Number(output.dataset.countdown) * 1000;
  const draw = () => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    output.textContent = persian(`${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    if (left > 0) return;
    clearInterval(timer);
    output.closest("[data-undo]")?.remove();
  };
  const timer = setInterval(draw, 1000);
  draw();
}

export function start(root) {
  for (const output of root.querySelectorAll("[data-countdown]")) {
    if (output.dataset.live) continue;
    output.dataset.live = "1";
    run(output);
  }
}
