// The files of a form that is kept on this machine: what the server has sealed comes back with the
// text; of what had not reached it, a closed tab leaves no more than the name.
import { text as words } from "./texts.js";

const IMAGE = /\.(jpe?g|png)$/i;

export function filesOf(form) {
  const shown = (row) => ({ name: row?.querySelector("bdi")?.textContent || "", note: row?.querySelector(".note")?.textContent || "" });
  const sealed = [...form.querySelectorAll("input[type=hidden][name=evidence]")];
  const unsent = [...form.querySelectorAll("[data-unsent]")];
  return [
    ...sealed.map((held) => ({ id: held.value, ...shown(held.closest("li")) })),
    ...unsent.map((row) => ({ id: "", name: shown(row).name })),
  ];
}

const make = (tag, values) => Object.assign(document.createElement(tag), values);

// As the page itself shows files that wait; `dropzone.js` makes its button of the box.
function row(box, { id, name, note }) {
  const item = document.createElement("li");
  item.dataset.brought = "";
  const kind = !id ? "danger" : IMAGE.test(name) ? "image" : "pdf";
  const icon = box.querySelector(`template[data-icon="${kind}"]`)?.content.cloneNode(true) || "";
  const label = make("label", { className: "check end" });
  label.append(make("input", { type: "checkbox", name: "remove", value: id }), ` ${words("remove")}`);
  item.append(icon, make("bdi", { dir: "ltr", textContent: name }));
  if (id) {
    item.append(
      make("input", { type: "hidden", name: "evidence", value: id }),
      make("span", { className: "note", textContent: note }),
      make("span", { className: "pill pill-ok", textContent: words("file-sealed") }),
      label,
    );
  } else {
    item.className = "is-bad";
    item.dataset.unsent = "";
    item.append(make("span", { className: "note", textContent: words("file-left") }), label);
  }
  return item;
}

// Bring back what is not there; returns whether there was something.
export function attach(form, files) {
  const box = form.querySelector("[data-drop]");
  const here = new Set(filesOf(form).map(({ id }) => id));
  const missing = box ? (files || []).filter(({ id }) => !id || !here.has(id)) : [];
  if (!missing.length) return false;
  let list = box.parentElement.querySelector("ul.files");
  if (!list) {
    list = make("ul", { className: "files" });
    box.after(list);
  }
  list.append(...missing.map((file) => row(box, file)));
  box.dispatchEvent(new Event("pishkhan:files"));
  return true;
}
