// The chooser of a list's columns: what is shown and in which order is kept, and drawn, at once.
import { group } from "./persian.js";
import { show } from "./toast.js";
import { text } from "./texts.js";

const items = (form) => [...form.querySelectorAll("[data-column]")];
const box = (item) => item.querySelector("input[name=shown]");

// The table as the server draws it now, with what files are asked for; chosen rows stay chosen.
function redraw(list, page) {
  const [old, fresh] = [document, page].map((root) => root.querySelector("[data-list] .table-wrap"));
  if (!old || !fresh) return;
  const chosen = [...old.querySelectorAll("input[name=row]:checked")].map((one) => one.value);
  for (const one of fresh.querySelectorAll("input[name=row]")) one.checked = chosen.includes(one.value);
  old.replaceWith(fresh);
  const names = [...page.querySelectorAll("#bulk input[name=column]")];
  for (const form of document.querySelectorAll("form:has(input[name=column])")) {
    for (const one of form.querySelectorAll("input[name=column]")) one.remove();
    form.append(...names.map((one) => one.cloneNode()));
  }
  list.dispatchEvent(new CustomEvent("list:redrawn", { bubbles: true }));
}

class Chooser {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-chooser-said]");
    this.list = form.closest("[data-list]");
    this.kept = this.state();
    form.addEventListener("change", () => this.keep());
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name !== "reset") return;
      event.preventDefault();
      this.keep(event.submitter);
    });
    form.addEventListener("click", (event) => this.clicked(event));
    form.addEventListener("keydown", (event) => this.pressed(event));
  }

  state() {
    return items(this.form).map((item) => [item, box(item).checked]);
  }

  // Back to what the server has.
  restore() {
    const focused = document.activeElement;
    for (const [item, isShown] of this.kept) {
      item.parentElement.append(item);
      box(item).checked = isShown;
    }
    focused?.focus();
  }

  // One after the other: what is asked while an answer is awaited is sent together after it.
  async keep(submitter) {
    if (this.busy) {
      this.again = { submitter };
      return;
    }
    this.busy = true;
    const asked = this.state();
    const body = new FormData(this.form);
    if (submitter) body.set(submitter.name, submitter.value);
    try {
      const answer = await fetch(this.form.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const chooser = page.querySelector("[data-chooser]");
      if (!answer.ok || !chooser) throw new Error(answer.statusText);
      this.kept = asked;
      if (submitter) this.anew(chooser);
      if (!this.again) redraw(this.list, page);
    } catch {
      this.again = null;
      this.restore();
      show(text("columns-lost"));
    }
    this.busy = false;
    const { again } = this;
    this.again = null;
    if (again) await this.keep(again.submitter);
  }

  // The list's own choice, as the server offers it.
  anew(chooser) {
    this.form.querySelector("ul").replaceWith(chooser.querySelector("ul"));
    this.kept = this.state();
  }

  move(item, by) {
    const all = items(this.form);
    const other = all[all.indexOf(item) + by];
    if (!other) return;
    other[by > 0 ? "after" : "before"](item);
    item.scrollIntoView({ block: "nearest" });
    const name = item.querySelector("label").textContent.trim();
    this.said.textContent = `${name}: ${group(String(items(this.form).indexOf(item) + 1))}`;
    this.keep();
  }

  clicked(event) {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (!button) return;
    event.preventDefault();
    this.move(button.closest("[data-column]"), button.name === "up" ? -1 : 1);
    button.focus();
  }

  pressed(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    const item = event.target.closest("[data-column]");
    if (!by || !item || !event.altKey) return;
    event.preventDefault();
    this.move(item, by);
    event.target.focus();
  }
}

export function start(root) {
  for (const form of root.querySelectorAll("[data-chooser]")) new Chooser(form);
}
