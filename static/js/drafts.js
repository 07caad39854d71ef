// Nothing typed is lost: saved here three seconds after the last key, then on the server if asked.
import { persian } from "./persian.js";

const KEEP = 30 * 24 * 3600 * 1000;
const SKIP = new Set(["csrfmiddlewaretoken", "one_time_code", "confirmation"]);

const owner = () => document.body.dataset.user || "";
const place = (form) => `draft:${owner()}:${form.dataset.draftKey}`;

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !SKIP.has(field.name) && !["file", "password", "hidden", "submit", "button"].includes(field.type),
  );
}

function read(form) {
  const values = {};
  for (const field of fields(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
    } else {
      (values[field.name] ??= []).push(field.value);
    }
  }
  return values;
}

function restore(form, values) {
  let changed = false;
  const taken = {};
  for (const field of fields(form)) {
    const saved = values[field.name];
    if (!saved) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      const checked = saved.includes(field.value);
      changed ||= checked !== field.checked;
      field.checked = checked;
    } else {
      const at = taken[field.name] ?? 0;
      taken[field.name] = at + 1;
      if (saved[at] && !field.value) {
        field.value = saved[at];
        changed = true;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
  return changed;
}

function wipe() {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
}

const clock = () => persian(new Date().toTimeString().slice(0, 5));

function enhance(form) {
  if (form.dataset.live) return;
  form.dataset.live = "1";
  const state = document.querySelector("[data-draft-state]");
  const say = (text) => {
    if (state) state.textContent = text;
  };
  let timer;
  let dirty = false;
  const save = async () => {
    if (!dirty) return;
    dirty = false;
    clearTimeout(timer);
    try {
      localStorage.setItem(place(form), JSON.stringify({ at: Date.now(), values: read(form) }));
      if (form.dataset.draftUrl) {
        say("در حال ذخیره…");
        // Files are sealed by the form itself; the answer names the draft, so that the next save is of it.
        const body = new FormData(form);
        for (const file of form.querySelectorAll("input[type=file]")) body.delete(file.name);
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body });
        if (!answer.ok) throw new Error(String(answer.status));
        const said = await answer.json().catch(() => ({}));
        if (said.draft && form.elements.draft) form.elements.draft.value = said.draft;
      }
      say(`پیش‌نویس ${clock()} ذخیره شد`);
    } catch {
      say("ذخیره نشد؛ دوباره می‌کوشیم");
      dirty = true;
      timer = setTimeout(save, 10000);
    }
  };
  let saved = null;
  try {
    saved = JSON.parse(localStorage.getItem(place(form)) || "null");
  } catch {
    saved = null;
  }
  if (saved && Date.now() - saved.at < KEEP && restore(form, saved.values)) say("پیش‌نویس بازیابی شد");
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  });
  form.addEventListener("focusout", save);
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.code === "KeyS") {
      event.preventDefault();
      dirty = true;
      save();
    }
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty = false;
    // A refused form comes back with the text in it; a draft kept now would only be in the way.
    localStorage.removeItem(place(form));
  });
}

export function start(root) {
  root.querySelectorAll("form[data-draft-key]").forEach(enhance);
  for (const form of root.querySelectorAll("form[data-wipe-drafts]")) form.addEventListener("submit", wipe);
}
