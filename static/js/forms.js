// Small help while typing: counters, shown passwords, busy buttons, focus on what is wrong.
import { group, latin, persian } from "./persian.js";
import { text } from "./texts.js";

function counter(output) {
  const field = document.getElementById(output.dataset.count);
  if (!field) return;
  const least = Number(output.dataset.least || 0);
  const most = Number(output.dataset.most || 0);
  const hint = output.textContent;
  const draw = () => {
    const length = [...field.value.trim()].length;
    const bound = length < least || !most ? least : most;
    output.textContent = length ? text(length < least ? "count-of-least" : "count-of", { count: group(String(length)), bound: group(String(bound)) }) : hint;
    output.className = !length ? "" : length < least || (most && length > most) ? "counter-bad" : "counter-ok";
  };
  field.addEventListener("input", draw);
  // A refused text that is too short is told so by its error, until it is written on.
  if (!("short" in output.dataset)) draw();
  else field.addEventListener("input", () => document.getElementById(`${field.id}_error`)?.remove(), { once: true });
}

// A person's national ID has no place in a text that the office reads: said while it is typed.
function personal(field) {
  const note = document.createElement("p");
  note.className = "t-warn note-strong";
  note.setAttribute("role", "status");
  note.hidden = true;
  note.textContent = text("national-id");
  field.after(note);
  const draw = () => {
    note.hidden = ![...latin(field.value).matchAll(/(?<!\d)\d{10}(?!\d)/g)].some(([code]) => isNationalId(code));
  };
  field.addEventListener("input", draw);
  draw();
}

function isNationalId(code) {
  if (/^(\d)\1+$/.test(code)) return false;
  const left = [...code.slice(0, 9)].reduce((sum, digit, place) => sum + digit * (10 - place), 0) % 11;
  return Number(code[9]) === (left < 2 ? left : 11 - left);
}

function reveal(button) {
  const field = document.getElementById(button.dataset.reveal);
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
}

// Who is chosen in one field cannot be chosen here too.
function without(box) {
  const field = box.form?.elements[box.dataset.without];
  if (!field) return;
  const draw = () => {
    box.disabled = box.value === field.value;
    if (box.disabled) box.checked = false;
    const label = box.closest("label");
    if (label) label.hidden = box.disabled;
  };
  field.addEventListener("change", draw);
  draw();
}

function layoutHint(field) {
  const note = field.closest(".field")?.querySelector("[data-layout-note]");
  if (!note) return;
  const caps = note.parentElement.querySelector("[data-caps-note]");
  // Here the letter itself matters: it tells which layout is on.
  field.addEventListener("keydown", (event) => {
    if (event.key?.length === 1) note.hidden = !/[\u0600-\u06ff]/.test(event.key);
  });
  for (const name of ["keydown", "keyup"]) {
    field.addEventListener(name, (event) => {
      if (caps && event.getModifierState) caps.hidden = !event.getModifierState("CapsLock");
    });
  }
}

// A time is read as it is written everywhere: hours, colon, minutes; the server takes any form.
function clockField(field) {
  const draw = () => {
    const [, hours, minutes] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(latin(field.value).trim()) || [];
    if (hours) field.value = persian(`${hours.padStart(2, "0")}:${minutes || "00"}`);
  };
  field.addEventListener("change", draw);
}

// Of the parts of all counties, those of the chosen county; without a county all stay.
function narrow(parts) {
  const county = document.getElementById(parts.dataset.partsOf);
  if (!county) return;
  const options = [...parts.options];
  const draw = () => {
    const isShown = ({ dataset }) => !county.value || !dataset.county || dataset.county === county.value;
    const shown = options.filter(isShown);
    const value = shown.some((option) => option.value === parts.value) ? parts.value : "";
    parts.replaceChildren(...shown);
    parts.value = value;
  };
  // A draft that comes back fires no change.
  county.addEventListener("input", draw);
  draw();
}

function guard(form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.getAttribute("aria-disabled") === "true" || form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(() => {
      delete form.dataset.sent;
      event.submitter?.removeAttribute("aria-busy");
    }, 8000);
  });
}

// A refused field that was written anew and is right now: its frame and its line of the list go.
function cure(name) {
  const field = document.getElementById(`id_${name}`);
  const box = field?.closest(".field-error");
  if (!box || ![...box.querySelectorAll("input, textarea, select")].some(isAnew)) return;
  box.classList.remove("field-error");
  for (const wrong of box.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
  document.getElementById(`id_${name}_error`)?.remove();
  const summary = document.querySelector("[data-error-summary]");
  summary?.querySelector(`a[href="#id_${name}"]`)?.closest("li").remove();
  const left = summary?.querySelectorAll("li").length;
  if (left === 0) summary.remove();
  else if (left) {
    const head = summary.querySelector("h2");
    head.textContent = head.textContent.replace(/[\d۰-۹]+/, group(String(left)));
  }
}

const isAnew = (field) => (field.type === "radio" ? field.checked !== field.defaultChecked : latin(field.value) !== latin(field.defaultValue));

function cured(event) {
  const told = event.target.querySelector?.("[data-cured]");
  if (told) told.dataset.cured.split(" ").forEach(cure);
}

// What an answer says about the field in use is brought into view; the focus stays in the field.
function intoView() {
  for (const place of document.querySelectorAll("[data-into-view]")) {
    const isMeant = place.textContent.trim() && place.parentElement.contains(document.activeElement);
    if (isMeant) place.scrollIntoView({ block: "nearest" });
  }
}

export function start(root) {
  if (root === document) {
    document.addEventListener("htmx:afterSwap", cured);
    document.addEventListener("htmx:afterSwap", intoView);
  }
  root.querySelectorAll("output[data-count]").forEach(counter);
  root.querySelectorAll("textarea[data-personal]").forEach(personal);
  root.querySelectorAll("input[data-clock]").forEach(clockField);
  root.querySelectorAll("[data-reveal]").forEach(reveal);
  root.querySelectorAll("select[data-parts-of]").forEach(narrow);
  root.querySelectorAll("[data-layout-hint]").forEach(layoutHint);
  root.querySelectorAll("input[data-without]").forEach(without);
  root.querySelectorAll("form[method=post]").forEach(guard);
  for (const form of root.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
  const summary = root.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    const wrong = text("error-title", { title: "" });
    if (!document.title.startsWith(wrong)) document.title = wrong + document.title;
  }
  // People read Persian digits; the server takes any.
  const numeric = "input[inputmode=numeric]:not([type=number]):not(.ltr), input[data-clock], input[data-combobox], input[data-jalali]";
  for (const field of root.querySelectorAll(numeric)) {
    const draw = () => {
      const at = field.selectionStart;
      const shown = persian(latin(field.value));
      if (shown === field.value) return;
      field.value = shown;
      if (document.activeElement === field) field.setSelectionRange(at, at);
    };
    field.addEventListener("input", draw);
    draw();
  }
}
