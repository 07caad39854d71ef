// Sends a form with files without leaving its page: what is refused comes back with its files.
import { show } from "./toast.js";
import { text } from "./texts.js";

const ZONES = "[data-drop]:not([data-upload]) input[type=file]:not([data-camera])";

// The files of the form's zones that go with the form itself: id of the input -> its files.
function filesOf(form) {
  const inputs = [...form.querySelectorAll(ZONES)].filter((input) => input.files.length);
  return new Map(inputs.map((input) => [input.id, input.files]));
}

function bodyOf(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  return body;
}

// Put the answer's page in the place of this one, and the files into its inputs.
function replace(page, files) {
  const main = page.getElementById("main");
  document.title = page.title;
  document.getElementById("main").replaceWith(main);
  for (const [id, chosen] of files) {
    const input = document.getElementById(id);
    if (input) input.files = chosen;
  }
  window.htmx.process(main);
  scrollTo(0, 0);
  document.dispatchEvent(new CustomEvent("pishkhan:page", { detail: main }));
}

async function answerOf(form, button) {
  const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  const answer = await fetch(address, {
    method: "POST", body: bodyOf(form, button), headers: { "X-Next-Page": "named" },
  });
  document.dispatchEvent(new CustomEvent("pishkhan:answered"));
  return { next: answer.headers.get("X-Next-Page"), html: await answer.text() };
}

// An address that differs in its fragment alone loads nothing.
function follow(next) {
  const { pathname, search, hash } = new URL(next, location.href);
  const isHere = pathname === location.pathname && search === location.search;
  location.assign(next);
  if (isHere && hash) location.reload();
}

function release(form, button) {
  delete form.dataset.sent;
  button?.removeAttribute("aria-busy");
}

async function send(form, button, files) {
  const { next, html } = await answerOf(form, button).catch(() => ({}));
  if (next) {
    follow(next);
    return;
  }
  const page = html && new DOMParser().parseFromString(html, "text/html");
  if (page?.getElementById("main")) {
    replace(page, files);
    return;
  }
  release(form, button);
  show(text("file-lost"));
  document.dispatchEvent(new CustomEvent("pishkhan:lost"));
}

function watch(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.enctype !== "multipart/form-data") return;
  const files = filesOf(form);
  if (!files.size) return;
  event.preventDefault();
  send(form, event.submitter, files);
}

export function start(root) {
  if (root === document) document.addEventListener("submit", watch);
}
