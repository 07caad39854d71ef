// Nothing typed is lost: kept on this machine at each key, and on the server where the form asks
// for it. The server confirms what it has taken; only then the text is forgotten.
import { clock } from "./persian.js";
import { text as words } from "./texts.js";

// On a machine that others use, too, no longer than a week; the server keeps its drafts thirty days.
const KEEP = 7 * 24 * 3600 * 1000;
const RECENT = 2 * 3600 * 1000;
const SKIP = new Set(["csrfmiddlewaretoken", "one_time_code", "passkey", "confirmation"]);

const owner = () => document.body.dataset.user || "";
const address = (form) => new URL(form.getAttribute("action") || "", location.href).pathname;
const place = (form) => `draft:${owner()}:${form.dataset.draftKey || address(form)}`;

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !SKIP.has(field.name) && !["file", "password", "hidden", "submit", "button"].includes(field.type),
  );
}

// What the server has sealed comes back with the text; of what had not reached it, a closed tab
// leaves no more than the name.
const IMAGE = /\.(jpe?g|png)$/i;

function filesOf(form) {
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

// Bring back what is not there; returns these files.
function attach(form, files) {
  const box = form.querySelector("[data-drop]");
  const here = new Set(filesOf(form).map(({ id }) => id));
  const missing = box ? (files || []).filter(({ id }) => !id || !here.has(id)) : [];
  if (!missing.length) return missing;
  let list = box.parentElement.querySelector("ul.files");
  if (!list) {
    list = make("ul", { className: "files" });
    box.after(list);
  }
  list.append(...missing.map((file) => row(box, file)));
  box.dispatchEvent(new Event("pishkhan:files"));
  return missing;
}

// The label of a field, or the legend of its group, without its mark.
function title(field) {
  const legend = isMarked(field) && field.closest("fieldset")?.querySelector("legend");
  const label = (legend || field.labels?.[0])?.cloneNode(true);
  label?.querySelectorAll(".must, .optional, input, textarea, select").forEach((mark) => mark.remove());
  return label?.textContent.trim() || "";
}

const isMarked = (field) => field.type === "radio" || field.type === "checkbox";

function collect(form, value) {
  const values = {};
  for (const field of fields(form)) {
    if (!isMarked(field)) (values[field.name] ??= []).push(value(field));
    else if (field.checked) (values[field.name] ??= []).push(field.value);
  }
  return values;
}

function* kept() {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith("draft:")) continue;
    try {
      yield [key, JSON.parse(localStorage.getItem(key))];
    } catch {
      localStorage.removeItem(key);
    }
  }
}

const wipe = () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
};

// `sent` is the address of the form that the server has just taken.
function tidy(sent) {
  const mine = `draft:${owner()}:`;
  for (const [key, record] of kept()) {
    const isTaken = sent && key.startsWith(mine) && record.path === sent && record.sent;
    if (isTaken || !record.at || Date.now() - record.at > KEEP) localStorage.removeItem(key);
  }
}

// Text goes where the page has none, or still has what it had when the person began to write.
// Returns the fields and the names of the files that came back, or null where nothing did.
function restore(form, record) {
  const restored = [];
  const taken = {};
  for (const field of fields(form)) {
    const saved = record.values[field.name];
    if (!saved) continue;
    if (isMarked(field)) {
      const checked = saved.includes(field.value);
      if (checked !== field.checked) restored.push(field);
      field.checked = checked;
    } else {
      const at = taken[field.name] ?? 0;
      taken[field.name] = at + 1;
      const isOpen = !field.value || field.value === record.before?.[field.name]?.[at];
      if (saved[at] && isOpen && saved[at] !== field.value) {
        field.value = saved[at];
        restored.push(field);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
  if (record.draft && form.elements.draft) {
    form.elements.draft.value = record.draft;
    // It is here already: the page need not offer it.
    document.querySelector(`[data-unsent-draft="${CSS.escape(record.draft)}"]`)?.remove();
  }
  const files = attach(form, record.files).map(({ name }) => name);
  if (!restored.length && !files.length) return null;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  return { restored, files };
}

// Above the first field that came back, where the person's eye is; it names all of them.
function note(form, { restored, files }, forget) {
  const box = document.createElement("div");
  box.className = "banner banner-info";
  box.setAttribute("role", "status");
  box.dataset.restored = "";
  const said = document.createElement("div");
  said.className = "banner-body";
  const names = [...new Set([...restored.map(title), ...files])].filter(Boolean);
  said.textContent = `${words("restored-text", { names: names.join(words("comma")) })} `;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-text btn-s";
  button.textContent = words("clear-text");
  button.addEventListener("click", () => {
    forget();
    box.remove();
  });
  said.append(button);
  box.append(said);
  const first = restored.map((field) => field.closest(".field")).find((field) => field?.checkVisibility());
  if (first) first.before(box);
  else form.prepend(box);
}

// Sends the form to its draft's address, one request at a time: the next one names the same draft.
function server(form, say) {
  let running = null;
  let again = false;
  let timer;
  const send = async () => {
    say(words("saving"));
    // Files are sealed by the form itself.
    const body = new FormData(form);
    for (const file of form.querySelectorAll("input[type=file]")) body.delete(file.name);
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST", body, signal: AbortSignal.timeout(10000),
    });
    // Led to the page of sign-in: the session has ended, and what is written stays here.
    if (answer.redirected) document.getElementById("ended-bar")?.removeAttribute("hidden");
    else document.dispatchEvent(new CustomEvent("pishkhan:answered"));
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const told = await answer.json();
    if (form.elements.draft) form.elements.draft.value = told.draft;
    const link = document.querySelector("[data-drafts]");
    if (link) link.textContent = told.drafts;
    const discard = form.querySelector("[data-discard]");
    if (discard) {
      discard.formAction = told.discard;
      discard.hidden = false;
    }
    // By the clock of the server, which keeps it: the one of this computer may go wrong.
    say(words("saved", { clock: clock(new Date(told.saved_at)) }));
  };
  const save = () => {
    clearTimeout(timer);
    if (running) {
      again = true;
      return;
    }
    again = false;
    running = send()
      .catch((error) => {
        // Without an answer the line may be lost; an answer, however bad, came over it.
        const isSilent = error.name === "TypeError" || error.name === "TimeoutError";
        if (isSilent) document.dispatchEvent(new CustomEvent("pishkhan:lost"));
        say(navigator.onLine ? words("not-saved") : words("stayed-here", { clock: clock() }));
        timer = setTimeout(save, 10000);
      })
      .then(() => {
        running = null;
        if (again) save();
      });
  };
  return {
    save,
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(save, 3000);
    },
    // Resolves when nothing is under way any more; null if nothing is.
    rest: () => {
      clearTimeout(timer);
      again = false;
      return running;
    },
  };
}

function enhance(form) {
  if (form.dataset.live || form.method !== "post" || !owner()) return;
  form.dataset.live = "1";
  const state = document.querySelector("[data-draft-state]");
  const say = (text) => {
    if (state) state.textContent = text;
  };
  const before = collect(form, (field) => field.defaultValue);
  const online = form.dataset.draftUrl ? server(form, say) : null;
  let dirty = false;
  let wrote = false;
  const keep = (more) => {
    const values = collect(form, (field) => field.value);
    const record = { at: Date.now(), path: address(form), before, values, files: filesOf(form), ...more };
    if (form.elements.draft?.value) record.draft = form.elements.draft.value;
    try {
      localStorage.setItem(place(form), JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  };
  const save = () => {
    if (!dirty) return;
    dirty = false;
    if (keep() && !online) say(words("saved", { clock: clock() }));
    online?.save();
  };
  const refused = document.querySelector("[data-error-summary]");
  const record = [...kept()].find(([key]) => key === place(form))?.[1];
  // A refused form comes back with its text in it.
  const found = record && !refused ? restore(form, record) : null;
  if (found) {
    wrote = true;
    say(words("restored"));
    note(form, found, () => {
      form.reset();
      form.querySelectorAll("[data-brought]").forEach((row) => row.remove());
      localStorage.removeItem(place(form));
    });
  }
  form.addEventListener("input", () => {
    dirty = true;
    wrote = true;
    keep();
    online?.soon();
  });
  form.addEventListener("change", () => keep());
  // A form in which nothing was written makes no draft.
  document.addEventListener("pishkhan:back", () => wrote && online?.save());
  form.addEventListener("focusout", save);
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.code === "KeyS") {
      event.preventDefault();
      dirty = true;
      save();
    }
  });
  // First of all listeners, so that a form waits for its draft before anything else counts it as sent.
  form.addEventListener(
    "submit",
    (event) => {
      dirty = false;
      keep({ sent: true });
      const running = online?.rest();
      if (!running) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      running.then(() => form.requestSubmit(submitter));
    },
    { capture: true },
  );
}

export function start(root) {
  tidy(document.body.dataset.sent);
  delete document.body.dataset.sent;
  for (const told of root.querySelectorAll("[data-kept-note]")) {
    told.hidden = ![...kept()].some(([, record]) => Date.now() - record.at < RECENT);
  }
  const forms = [...root.querySelectorAll("form")];
  if (root.matches?.("form")) forms.push(root);
  forms.filter((form) => form.dataset.draftKey || form.querySelector("textarea")).forEach(enhance);
  for (const form of root.querySelectorAll("form[data-wipe-drafts]")) form.addEventListener("submit", wipe);
}
