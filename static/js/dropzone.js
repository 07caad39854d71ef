// Files are sealed one by one as soon as they are dropped, each with its progress; what is refused
// says why, what the line lost is tried again. A zone without an address only lists what was chosen.
import { decimals, percent } from "./persian.js";
import { changed, isForeign, isToChange } from "./photos.js";
import { text } from "./texts.js";

const MEGABYTE = 1048576;
// Buttons that file nothing: what is missing may be put right later.
const LEAVES = new Set(["draft", "check", "remove"]);
const IMAGE = /^image\/|\.(jpe?g|png|webp|hei[cf])$/i;

const size = (bytes) =>
  bytes < MEGABYTE
    ? text("kilobytes", { size: decimals(Math.max(1, Math.round(bytes / 1024))) })
    : text("megabytes", { size: decimals((bytes / MEGABYTE).toFixed(1).replace(".0", "")) });

function make(tag, css = "", text = "") {
  const node = document.createElement(tag);
  if (css) node.className = css;
  if (text) node.textContent = text;
  return node;
}

function act(text, label, does) {
  const button = make("button", "btn btn-text btn-s", text);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", does);
  return button;
}

// One file on its way: waiting, rising, sealed, refused or lost.
class Row {
  constructor(zone, file) {
    this.zone = zone;
    this.file = file;
    this.node = make("li");
    this.name = make("bdi", "", file.name);
    this.name.dir = "ltr";
    this.note = make("span", "note", size(file.size));
    this.end = make("span", "end row");
    this.sign = make("span", "sign");
    this.node.append(this.sign, this.name, this.note, this.end);
    this.look();
    this.acts();
  }

  look(css = "") {
    this.node.className = css;
    const kind = IMAGE.test(this.file.type || this.file.name) ? "image" : "pdf";
    this.sign.replaceChildren(this.zone.icon(css ? "danger" : kind));
  }

  acts(...more) {
    const remove = act(text("remove"), text("remove-file", { name: this.file.name }), () => this.zone.drop(this));
    this.end.replaceChildren(...more, remove);
  }

  refuse(why) {
    this.state = "refused";
    delete this.node.dataset.unsent;
    this.look("is-bad");
    this.note.textContent = why.replace(`${this.file.name}: `, "");
    this.acts();
  }

  // Without a line it waits for one, and nothing is wrong with it.
  lose(why = text("file-lost")) {
    const waits = navigator.onLine === false;
    this.state = "lost";
    this.look(waits ? "" : "is-bad");
    this.node.dataset.unsent = "";
    this.note.textContent = waits ? text("file-waits", { size: size(this.file.size) }) : why;
    this.acts(act(text("again"), text("send-again", { name: this.file.name }), () => this.rise()));
  }

  // Make a JPEG of a photo that is large or that the server does not read, then let it go on.
  async change() {
    const before = this.file;
    this.state = "rising";
    this.note.textContent = text("photo-changing");
    try {
      const photo = await changed(before);
      if (isForeign(before) || photo.size < before.size) this.file = photo;
    } catch {
      if (isForeign(before)) return this.settle(() => this.refuse(text("photo-unreadable")));
    }
    if (!this.node.isConnected) return undefined;
    this.name.textContent = this.file.name;
    this.note.textContent = text("photo-changed", { before: size(before.size), size: size(this.file.size) });
    this.acts();
    return this.settle(() => this.zone.admit(this));
  }

  // Send the file; the server answers with the id under which it waits to be attached.
  rise() {
    this.state = "rising";
    this.node.dataset.unsent = "";
    this.look();
    this.note.textContent = percent(0);
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", text("rising", { name: this.file.name }));
    this.acts(bar);
    const request = new XMLHttpRequest();
    this.request = request;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      this.note.textContent = bar.value < 1 ? percent(bar.value) : text("checking");
    });
    request.addEventListener("load", () => this.heard(request));
    request.addEventListener("error", () => this.settle(() => this.lose()));
    request.addEventListener("timeout", () => this.settle(() => this.lose()));
    request.open("POST", this.zone.box.dataset.upload);
    request.timeout = 180000;
    request.setRequestHeader("Accept", "application/json");
    request.send(this.zone.body(this.file));
  }

  heard(request) {
    let told = {};
    try {
      told = JSON.parse(request.responseText);
    } catch {
      told = {};
    }
    if (told.id || told.detail) document.dispatchEvent(new CustomEvent("pishkhan:answered"));
    if (told.id) this.settle(() => this.seal(told));
    else if (request.status >= 400 && request.status < 500 && told.detail) this.settle(() => this.refuse(told.detail));
    else if (request.status === 200) this.settle(() => this.lose(text("file-no-session")));
    else this.settle(() => this.lose());
  }

  settle(how) {
    this.request = null;
    how();
    this.zone.changed();
  }

  seal(told) {
    this.state = "sealed";
    delete this.node.dataset.unsent;
    this.note.textContent = told.words;
    const input = Object.assign(document.createElement("input"), { type: "hidden", name: "evidence", value: told.id });
    const pill = make("span", "pill pill-ok", text(told.restricted ? "file-sealed-restricted" : "file-sealed"));
    this.acts(pill);
    this.node.append(input);
  }
}

class Zone {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=file]:not([data-camera])");
    this.form = this.input.form;
    this.most = Number(box.dataset.mostBytes || 0);
    this.rows = [];
    this.list = box.parentElement.querySelector("ul.files") || make("ul", "files");
    this.list.setAttribute("aria-live", "polite");
    if (!this.list.isConnected) box.after(this.list);
    const know = () => this.list.querySelectorAll("li").forEach((item) => this.known(item));
    know();
    box.addEventListener("pishkhan:files", know);
    box.classList.add("is-live");
    if (box.querySelector("[data-pick]")) this.input.tabIndex = -1; // the button stands for it
    box.querySelector("[data-pick]")?.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    // A photo taken on the phone joins what was chosen before.
    const camera = box.querySelector("[data-camera]");
    camera?.addEventListener("change", () => {
      this.take([...camera.files]);
      camera.value = "";
    });
    this.listen();
    // Of a form that was refused, or chosen before this script was there.
    if (this.input.files.length) this.take([...this.input.files]);
  }

  icon(name) {
    const found = this.box.querySelector(`template[data-icon="${name}"]`)?.content.cloneNode(true);
    return found || make("span");
  }

  // A file that the page came with is left out by one press, too.
  known(item) {
    const box = item.querySelector("input[name=remove]");
    if (!box) return;
    const name = item.querySelector("bdi, span")?.textContent || "";
    const remove = act(text("remove"), text("remove-file", { name }), () => {
      item.remove();
      this.changed();
    });
    remove.classList.add("end");
    box.closest("label").replaceWith(remove);
  }

  listen() {
    for (const name of ["dragenter", "dragover"]) {
      this.box.addEventListener(name, (event) => {
        event.preventDefault();
        this.box.classList.add("is-over");
      });
    }
    this.box.addEventListener("dragleave", () => this.box.classList.remove("is-over"));
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.box.classList.remove("is-over");
      const dropped = [...event.dataTransfer.files];
      this.take(this.input.multiple ? dropped : dropped.slice(0, 1));
    });
    this.form.addEventListener("submit", (event) => this.sent(event), { capture: true });
    if (!this.box.dataset.upload) return;
    document.addEventListener("pishkhan:back", () => this.rows.filter((row) => row.state === "lost").forEach((row) => row.rise()));
    this.form.querySelector("input[name=restricted]")?.addEventListener("change", () => {
      // A file is sealed with its mark; another mark is another seal.
      for (const row of this.rows.filter((one) => one.state === "sealed")) {
        row.node.querySelector("input[name=evidence]").remove();
        row.rise();
      }
    });
  }

  take(files) {
    document.getElementById(`${this.input.id}_lost`)?.replaceChildren();
    if (!this.input.multiple) this.rows.splice(0).forEach((row) => row.node.remove());
    for (const file of files) {
      // What a closed tab had left behind is here again.
      for (const left of this.list.querySelectorAll("[data-brought][data-unsent]")) {
        if (left.querySelector("bdi").textContent === file.name) left.remove();
      }
      const row = new Row(this, file);
      this.rows.push(row);
      this.list.append(row.node);
      if (isToChange(file)) row.change();
      else this.admit(row);
    }
    this.hold(this.box.dataset.upload ? [] : this.rows);
  }

  // Let a file go along unless it is too large: at once, or with the form.
  admit(row) {
    const bytes = row.file.size;
    if (this.most && bytes > this.most) row.refuse(text("file-too-big", { size: size(bytes), most: size(this.most) }));
    else if (this.box.dataset.upload) row.rise();
    else {
      row.state = "chosen";
      this.hold(this.rows);
    }
  }

  drop(row) {
    row.request?.abort();
    row.node.remove();
    this.rows = this.rows.filter((other) => other !== row);
    this.hold(this.box.dataset.upload ? [] : this.rows);
    this.changed();
    this.box.querySelector("[data-pick]")?.focus();
  }

  // The real input holds what goes with the form.
  hold(rows) {
    const transfer = new DataTransfer();
    for (const row of rows.filter((one) => one.state !== "refused")) transfer.items.add(row.file);
    this.input.files = transfer.files;
  }

  body(file) {
    const body = new FormData();
    body.append("file", file);
    body.append("kind", this.box.dataset.kind || "report");
    if (this.form.elements.restricted?.checked) body.append("restricted", "1");
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    return body;
  }

  // The first file of the list that would not go along, or nothing.
  missing() {
    const names = [...this.list.querySelectorAll("[data-brought][data-unsent]")];
    return names[0] || this.rows.find((row) => row.state === "refused")?.node;
  }

  block(item) {
    this.waits = null;
    this.blocked?.remove();
    this.blocked = make("p", "error", text("file-blocks", { name: item.querySelector("bdi").textContent }));
    this.blocked.setAttribute("role", "alert");
    this.list.after(this.blocked);
    item.scrollIntoView({ block: "center" });
    item.querySelector("button")?.focus();
  }

  changed() {
    if (this.blocked && !this.missing()) this.blocked.remove();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
    const waits = this.waits;
    if (!waits || this.rows.some((row) => row.state === "rising")) return;
    this.waits = null;
    this.form.requestSubmit(waits.submitter);
  }

  // The form waits for files on their way; what the line lost goes with the form itself. A file that
  // was refused, or is only a name, goes nowhere: the person takes it out or chooses it again.
  sent(event) {
    const missing = this.missing();
    if (missing && !LEAVES.has(event.submitter?.value) && !event.submitter?.matches("[data-discard]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.block(missing);
      return;
    }
    this.blocked?.remove();
    if (this.rows.some((row) => row.state === "rising")) {
      this.waits = { submitter: event.submitter };
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (this.box.dataset.upload) this.hold(this.rows.filter((row) => row.state === "lost"));
  }
}

export function start(root) {
  for (const box of root.querySelectorAll("[data-drop]")) {
    if (box.dataset.live || !box.querySelector("input[type=file]")) continue;
    box.dataset.live = "1";
    new Zone(box);
  }
}
