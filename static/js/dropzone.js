// Files dropped on a real file input, listed with their size; what is too big is said at once.
import { persian } from "./persian.js";

const size = (bytes) =>
  bytes < 1048576
    ? `${persian(Math.max(1, Math.round(bytes / 1024)))} کیلوبایت`
    : `${persian((bytes / 1048576).toFixed(1)).replace(".", "٫")} مگابایت`;

function row(file, most, remove) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  name.dir = "ltr";
  name.textContent = file.name;
  const note = document.createElement("span");
  note.className = "note";
  note.textContent = size(file.size);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-text btn-s end";
  button.textContent = "برداشتن";
  button.setAttribute("aria-label", `برداشتن ${file.name}`);
  button.addEventListener("click", remove);
  if (most && file.size > most) {
    item.className = "is-bad";
    note.textContent = `${size(file.size)} است؛ حداکثر ${size(most)}. کوتاه یا فشرده کنید.`;
  }
  item.append(name, note, button);
  return item;
}

function enhance(zone) {
  const input = zone.querySelector("input[type=file]:not([data-camera])");
  if (!input || zone.dataset.live) return;
  zone.dataset.live = "1";
  zone.classList.add("is-live");
  const most = Number(zone.dataset.mostBytes || 0);
  const list = document.createElement("ul");
  list.className = "files";
  list.setAttribute("aria-live", "polite");
  zone.after(list);
  const put = (files) => {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    draw();
  };
  const draw = () => {
    const files = [...input.files];
    list.replaceChildren(
      ...files.map((file) => row(file, most, () => put(files.filter((other) => other !== file)))),
    );
  };
  zone.querySelector("[data-pick]")?.addEventListener("click", () => input.click());
  input.addEventListener("change", draw);
  // A photo taken on the phone joins what was chosen before.
  const camera = zone.querySelector("[data-camera]");
  camera?.addEventListener("change", () => {
    put(input.multiple ? [...input.files, ...camera.files] : [...camera.files]);
    camera.value = "";
  });
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    const dropped = [...event.dataTransfer.files];
    put(input.multiple ? [...input.files, ...dropped] : dropped.slice(0, 1));
  });
}

export function start(root) {
  root.querySelectorAll("[data-drop]").forEach(enhance);
}
