// A text field that proposes: APG combobox with a listbox; the field alone keeps working.
import { latin, persian } from "./persian.js";
import { text as words } from "./texts.js";

let count = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.wrap = input.closest(".combo") || input.parentElement;
    this.wrap.classList.add("combo");
    count += 1;
    this.id = `listbox-${count}`;
    this.list = make("div", "listbox");
    this.list.id = this.id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || "");
    this.list.hidden = true;
    this.status = make("span", "vh");
    this.status.setAttribute("role", "status");
    this.chosen = make("p", "combo-chosen");
    this.chosen.hidden = true;
    this.wrap.append(this.list, this.status);
    this.wrap.after(this.chosen);
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id,
    };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("change", () => input.closest("[data-picked]")?.classList.remove("is-changing"));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index), true);
    });
    // What was typed before this script was there is looked for now.
    if (document.activeElement === input && input.value !== input.defaultValue) this.typed();
  }

  typed() {
    clearTimeout(this.timer);
    this.chosen.hidden = true;
    const text = this.input.value.trim();
    if (text.length < 2) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(text), 150);
  }

  async ask(text) {
    this.asked?.abort();
    this.asked = new AbortController();
    const waiting = setTimeout(() => this.say(words("searching")), 300);
    try {
      const address = new URL(this.input.dataset.src, location.href);
      address.searchParams.set("q", latin(text));
      const answer = await fetch(address, {
        signal: this.asked.signal, headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      if (!answer.redirected) document.dispatchEvent(new CustomEvent("pishkhan:answered"));
      const found = await answer.json();
      this.draw((Array.isArray(found) ? found : found.results).slice(0, 8), text);
    } catch (error) {
      if (error.name !== "AbortError") this.say(words("not-searched"));
    } finally {
      clearTimeout(waiting);
    }
  }

  say(text) {
    this.items = [];
    this.list.replaceChildren(make("p", "listbox-foot", text));
    this.status.textContent = text;
    this.show();
  }

  draw(items, text) {
    this.items = items;
    this.at = -1;
    this.isFresh = true;
    if (!items.length) {
      this.say(words("nothing-found"));
      return;
    }
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index, text)));
    this.status.textContent = words("found", { count: persian(items.length) });
    this.show();
    this.move(items.findIndex((item) => !item.blocked));
  }

  option(item, index, text) {
    const option = make("div");
    option.id = `${this.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    if (item.blocked) option.setAttribute("aria-disabled", "true");
    const icon = this.wrap.querySelector("template")?.content.cloneNode(true);
    if (icon) option.append(icon);
    const label = make("b");
    marked(label, persian(item.label), persian(text));
    option.append(label);
    if (item.code) {
      const code = make("bdi", "hint");
      code.dir = "ltr";
      marked(code, persian(item.code), persian(text));
      option.append(code);
    }
    const place = item.place ?? item.hint;
    if (place) option.append(make("span", "hint", persian(place)));
    const end = says(item);
    if ("submits" in this.input.dataset && !item.blocked) {
      end.append(make("kbd", "", "⏎"));
      end.lastChild.setAttribute("aria-hidden", "true");
    }
    option.append(end);
    return option;
  }

  show() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(to) {
    const options = this.list.querySelectorAll("[role=option]");
    if (!options.length || to < 0) return;
    options.forEach((option, index) => {
      option.classList.toggle("is-active", index === to);
      option.setAttribute("aria-selected", String(index === to));
    });
    this.at = to;
    this.input.setAttribute("aria-activedescendant", options[to].id);
    options[to].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const open = !this.list.hidden && this.items?.length;
    if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      if (!open) this.typed();
      // The arrow goes into the list, at the row that is marked already; the next ones go on.
      else if (this.isFresh && this.at >= 0 && event.code === "ArrowDown") this.isFresh = false;
      else this.move((this.at + (event.code === "ArrowDown" ? 1 : -1) + this.items.length) % this.items.length);
    } else if (event.code === "Enter" && open && !event.ctrlKey) {
      event.preventDefault();
      this.choose(Math.max(0, this.at), true);
    } else if (event.code === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.code === "Tab" && open && this.at >= 0 && !this.items[this.at].blocked) {
      this.choose(this.at);
    }
  }

  // What is chosen on purpose goes off at once where the field is all that is asked; Tab only fills.
  choose(index, isMeant = false) {
    const item = this.items[index];
    if (!item) return;
    if (item.blocked) {
      this.status.textContent = item.reason || "";
      this.chosen.replaceChildren(make("b", "", persian(item.label)), make("span", "t-danger", item.reason || ""));
      this.chosen.hidden = false;
      return;
    }
    if (item.url) {
      location.assign(item.url);
      return;
    }
    this.input.value = persian(item.value);
    const isShown = this.input.closest("[data-picked]");
    this.chosen.replaceChildren(make("b", "", persian(item.label)), make("span", "", persian(item.hint || "")), make("span", "", item.reason || ""));
    this.chosen.hidden = Boolean(isShown);
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    if (isMeant && "submits" in this.input.dataset) {
      this.input.form.requestSubmit();
      return;
    }
    // The hand goes on at once; the card of what was chosen comes when it comes.
    if (isShown) nextOf(isShown)?.focus();
  }
}

function marked(node, text, part) {
  const at = part ? text.indexOf(part) : -1;
  if (at < 0) {
    node.textContent = text;
    return;
  }
  node.append(text.slice(0, at), make("mark", "", part), text.slice(at + part.length));
}

// What the row says at its end: why it can't be chosen, or how its contract and points stand.
function says(item) {
  const end = make("span", "end row");
  const marks = item.blocked ? [{ text: item.reason, tone: item.tone }] : item.marks || [];
  for (const { text, tone } of marks) {
    if (text) end.append(make("span", tone ? `pill pill-${tone}` : "note", persian(text)));
  }
  if (!marks.length && item.reason) end.append(make("span", "note", persian(item.reason)));
  return end;
}

function make(tag, css = "", text = "") {
  const node = document.createElement(tag);
  if (css) node.className = css;
  if (text) node.textContent = text;
  return node;
}

// Bring the field of a chosen card back; after a choice go on to the next part.
function change(button) {
  const part = button.closest("[data-picked]");
  part?.classList.add("is-changing");
  const input = part?.querySelector("input[data-combobox]");
  input?.focus();
  input?.select();
}

function nextOf(part) {
  const next = part.nextElementSibling;
  return part.querySelector("select") || next?.querySelector("input:checked") || next?.querySelector("input");
}

// The card has taken the field's place: whoever was in the field goes on in the next part.
function goOn({ target }) {
  const part = target.closest?.("[data-picked]");
  const field = document.activeElement;
  if (!part || !target.children.length || part.classList.contains("is-changing")) return;
  if (field.matches("[data-combobox]") && part.contains(field)) nextOf(part)?.focus();
}

export function start(root) {
  if (root === document) {
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-change]");
      if (button) change(button);
    });
    root.addEventListener("htmx:oobAfterSwap", goOn);
  }
  for (const input of root.querySelectorAll("input[data-combobox]")) {
    if (input.dataset.live) continue;
    input.dataset.live = "1";
    new Combobox(input);
  }
}
