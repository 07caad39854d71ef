// The arrow keys go through a chart's points as they lie: the newer one is at the left, on English
// pages at the right. What it says stands below.
const [NEWER, OLDER] = document.documentElement.dir === "ltr"
  ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];

function point(chart) {
  const scroll = chart.querySelector(".chart-scroll");
  const said = chart.querySelector(".chart-said");
  const head = [...chart.querySelectorAll("thead th")].map((cell) => cell.textContent.trim());
  const rows = [...chart.querySelectorAll("tbody tr")];
  const marks = rows.map((_row, place) => chart.querySelector(`[data-point="${place}"]`));
  let at = -1;
  const show = (place) => {
    marks[at]?.classList.remove("is-here");
    at = place;
    marks[at]?.classList.add("is-here");
    const cells = at < 0 ? [] : [...rows[at].cells].map((cell) => cell.textContent.trim());
    said.textContent = cells
      .map((text, place) => (place && head[place] ? `${head[place]}: ${text}` : text))
      .join(" · ");
    const box = marks[at]?.getBoundingClientRect();
    const frame = scroll.getBoundingClientRect();
    if (box && (box.left < frame.left || box.right > frame.right)) {
      scroll.scrollLeft += box.left - frame.left - frame.width / 2;
    }
  };
  scroll.addEventListener("keydown", (event) => {
    const last = rows.length - 1;
    const places = { [NEWER]: at + 1, [OLDER]: at - 1, Home: 0, End: last, Escape: -1 };
    if (!(event.code in places) || last < 0) return;
    event.preventDefault();
    show(event.code === "Escape" ? -1 : Math.min(last, Math.max(0, places[event.code])));
  });
  scroll.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("[data-point]");
    if (mark) show(Number(mark.dataset.point));
  });
  scroll.addEventListener("blur", () => show(-1));
}

export function start(root) {
  root.querySelectorAll("[data-chart]").forEach(point);
}
