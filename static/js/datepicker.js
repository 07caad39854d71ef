// A Jalali month beside a field that people type into.
import { DAY, MONTHS, WEEKDAYS, column, firstOf, jalali, parse, today, written } from "./jalali.js";
import { latin, persian } from "./persian.js";
import { text } from "./texts.js";

class Picker {
  constructor(input) {
    this.input = input;
    this.most = Date.parse(input.dataset.max || "") || ("past" in input.dataset ? today() : Infinity);
    this.least = Date.parse(input.dataset.min || "") || -Infinity;
    this.weekday = Object.assign(document.createElement("span"), { className: "weekday" });
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "adornment" });
    this.button.setAttribute("aria-label", text("calendar"));
    this.button.setAttribute("aria-expanded", "false");
    this.button.append(icon());
    input.parentElement.append(this.weekday, this.button);
    this.button.addEventListener("click", () => (this.panel ? this.close(true) : this.open()));
    input.addEventListener("input", () => this.say());
    input.addEventListener("change", () => this.settle());
    input.addEventListener("keydown", (event) => this.typed(event));
    this.say();
  }

  get time() {
    return parse(this.input.value, "ahead" in this.input.dataset);
  }

  // The weekday is said at once; of a short form the day that is meant, too.
  say() {
    const time = this.time;
    const full = /^\d{4}\/\d{1,2}\/\d{1,2}$/.test(latin(this.input.value).trim());
    const { day, month } = Number.isNaN(time) ? {} : jalali(time);
    const meant = full ? "" : ` ${persian(day)} ${MONTHS[month - 1]}`;
    this.weekday.textContent = day ? `${WEEKDAYS[column(time)]}${meant}` : "";
    if (this.isWrong) this.judge();
  }

  settle() {
    const time = this.time;
    if (!Number.isNaN(time)) this.input.value = written(time);
    this.say();
    this.judge();
  }

  // Judged on leaving the field, then at each key while it is wrong; the server judges last.
  judge() {
    const time = this.time;
    let why = "";
    if (this.input.value.trim() && Number.isNaN(time)) why = text("no-such-day");
    else if (time > this.most) why = text("day-to-come", { today: written(today()) });
    this.isWrong = Boolean(why);
    if (!this.wrong) {
      if (!why) return;
      this.wrong = make("p", "error");
      this.wrong.id = `${this.input.id}_said`;
      this.wrong.setAttribute("role", "status");
      this.input.parentElement.after(this.wrong);
      const told = this.input.getAttribute("aria-describedby");
      this.input.setAttribute("aria-describedby", told ? `${told} ${this.wrong.id}` : this.wrong.id);
    }
    this.wrong.textContent = why;
    this.wrong.hidden = !why;
    this.input.closest(".field")?.classList.toggle("field-error", Boolean(why));
    if (why) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  put(time) {
    this.input.value = written(time);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  typed(event) {
    const steps = { ArrowUp: 1, ArrowDown: -1 };
    if (event.altKey && event.code === "ArrowDown") {
      event.preventDefault();
      this.open();
      return;
    }
    let time = this.time;
    if (event.code in steps) time = (Number.isNaN(time) ? today() - steps[event.code] * DAY : time) + steps[event.code] * DAY;
    else if (event.code === "PageUp" || event.code === "PageDown") time = this.month(Number.isNaN(time) ? today() : time, event.code === "PageUp" ? -1 : 1);
    else return;
    event.preventDefault();
    this.put(time);
  }

  month(time, by) {
    const { year, month, day } = jalali(time);
    const index = year * 12 + month - 1 + by;
    const start = firstOf(Math.floor(index / 12), (index % 12) + 1);
    for (let d = day; d > 0; d -= 1) if (jalali(start + (d - 1) * DAY).month === (index % 12) + 1) return start + (d - 1) * DAY;
    return start;
  }

  open() {
    const time = this.time;
    this.cursor = Number.isNaN(time) ? Math.min(today(), this.most) : time;
    this.panel = Object.assign(document.createElement("div"), { className: "calendar" });
    this.panel.setAttribute("role", "dialog");
    this.panel.setAttribute("aria-label", text("choose-day"));
    this.input.parentElement.append(this.panel);
    this.button.setAttribute("aria-expanded", "true");
    this.panel.addEventListener("keydown", (event) => this.walked(event));
    // Tab leads on past the last day; a month that is drawn anew loses the focus to nobody.
    this.panel.addEventListener("focusout", ({ relatedTarget: next }) => {
      if (next && !this.input.parentElement.contains(next)) this.close(false);
    });
    this.outside = (event) => {
      if (!this.input.parentElement.contains(event.target)) this.close(false);
    };
    document.addEventListener("pointerdown", this.outside);
    this.draw();
    this.panel.scrollIntoView({ block: "nearest" });
  }

  close(refocus) {
    this.panel?.remove();
    this.panel = null;
    this.button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", this.outside);
    if (refocus) this.input.focus();
  }

  walked(event) {
    // Right is the earlier day: the week runs from the right.
    const steps = { ArrowRight: -1, ArrowLeft: 1, ArrowUp: -7, ArrowDown: 7 };
    if (event.code === "Escape") {
      event.stopPropagation();
      this.close(true);
    } else if (event.code in steps && event.target.closest("td")) {
      this.cursor += steps[event.code] * DAY;
    } else if (event.code === "PageUp" || event.code === "PageDown") {
      this.cursor = this.month(this.cursor, event.code === "PageUp" ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
    if (this.panel) this.draw();
  }

  choose(time) {
    if (time > this.most || time < this.least) return;
    this.put(time);
    this.close(true);
  }

  draw() {
    const { year, month } = jalali(this.cursor);
    const start = firstOf(year, month);
    const head = make("div", "calendar-head");
    const title = make("span", "", `${MONTHS[month - 1]} ${persian(year)}`);
    title.setAttribute("aria-live", "polite");
    // A page that runs to the left mirrors the marks: each points away from the title.
    head.append(this.turn(-1, text("month-before"), "‹"), title, this.turn(1, text("month-after"), "›"));
    const table = make("table");
    const top = make("tr");
    WEEKDAYS.forEach((weekday) => {
      const cell = make("th", "", weekday[0]);
      cell.scope = "col";
      cell.abbr = weekday;
      top.append(cell);
    });
    table.append(Object.assign(make("thead"), {}));
    table.tHead.append(top);
    const body = make("tbody");
    let line = make("tr");
    for (let gap = column(start); gap > 0; gap -= 1) line.append(make("td"));
    for (let time = start; jalali(time).month === month; time += DAY) {
      line.append(this.cell(time));
      if (column(time) === 6) {
        body.append(line);
        line = make("tr");
      }
    }
    if (line.children.length) body.append(line);
    table.append(body);
    this.panel.replaceChildren(head, table, this.foot());
    this.panel.querySelector("[tabindex='0']")?.focus();
  }

  turn(by, label, sign) {
    const button = make("button", "", sign);
    button.type = "button";
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      this.cursor = this.month(this.cursor, by);
      this.draw();
    });
    return button;
  }

  cell(time) {
    const cell = make("td");
    const { day, month, year } = jalali(time);
    const button = make("button", "", persian(day));
    button.type = "button";
    const forbidden = time > this.most || time < this.least;
    const classes = [
      [column(time) >= 5, "is-off"],
      [time === today(), "is-today"],
      [time === this.time, "is-chosen"],
    ];
    button.className = classes.filter(([is]) => is).map(([, name]) => name).join(" ");
    button.tabIndex = time === this.cursor ? 0 : -1;
    const label = `${WEEKDAYS[column(time)]} ${persian(day)} ${MONTHS[month - 1]} ${persian(year)}`;
    button.setAttribute("aria-label", forbidden ? text("day-refused", { day: label }) : label);
    if (forbidden) button.setAttribute("aria-disabled", "true");
    if (time === this.time) button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => this.choose(time));
    cell.append(button);
    return cell;
  }

  foot() {
    const foot = make("div", "calendar-foot");
    for (const [label, time] of [[text("today"), today()], [text("yesterday"), today() - DAY]]) {
      if (time > this.most || time < this.least) continue;
      const button = make("button", "", label);
      button.type = "button";
      button.addEventListener("click", () => this.choose(time));
      foot.append(button);
    }
    foot.append(make("kbd", "push", "Esc"));
    return foot;
  }
}

function make(tag, css = "", text = "") {
  const node = document.createElement(tag);
  if (css) node.className = css;
  if (text) node.textContent = text;
  return node;
}

function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24", width: 18, height: 18, fill: "none", stroke: "currentColor", "stroke-width": 1.75, "aria-hidden": "true",
  })) svg.setAttribute(name, value);
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4");
  svg.append(path);
  return svg;
}

export function start(root) {
  for (const input of root.querySelectorAll("input[data-jalali]")) {
    if (input.dataset.live) continue;
    input.dataset.live = "1";
    new Picker(input);
  }
}
