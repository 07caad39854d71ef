// A Jalali month beside a field that people type into; the calendar is the browser's own.
import { latin, persian } from "./persian.js";

const DAY = 86400000;
const MONTHS = [
  "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
  "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
];
const WEEK = ["ش", "ی", "د", "س", "چ", "پ", "ج"];
const WEEKDAYS = ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"];
const parts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
  timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric",
});

export function jalali(time) {
  const found = {};
  for (const part of parts.formatToParts(time)) found[part.type] = parseInt(part.value, 10);
  return { year: found.year, month: found.month, day: found.day };
}

const column = (time) => (new Date(time).getUTCDay() + 1) % 7;

export function firstOf(year, month) {
  // Nowruz lies on 19 to 22 March; from a near guess the first of the month is a few steps away.
  const offset = month <= 7 ? (month - 1) * 31 : 186 + (month - 7) * 30;
  let time = Date.UTC(year + 621, 2, 19) + offset * DAY;
  for (let tries = 0; tries < 9; tries += 1, time += DAY) {
    const found = jalali(time);
    if (found.month === month && found.day === 1) return time;
  }
  return NaN;
}

export function toTime(year, month, day) {
  if (!(year > 1200 && year < 1500 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
  const time = firstOf(year, month) + (day - 1) * DAY;
  return jalali(time).month === month ? time : NaN;
}

export const today = () => {
  const tehran = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tehran" }).format(new Date());
  return Date.parse(`${tehran}T00:00:00Z`);
};

const pad = (number) => String(number).padStart(2, "0");
const written = (time) => {
  const { year, month, day } = jalali(time);
  return persian(`${year}/${pad(month)}/${pad(day)}`);
};

// The same forms as the server: day and month, day month year, or year month day.
export function parse(text, ahead = false) {
  const typed = latin(text).trim();
  if (["ا", "t", "امروز", "today"].includes(typed)) return today();
  if (["د", "y", "دیروز", "yesterday"].includes(typed)) return today() - DAY;
  const numbers = typed.split(/[^\d]+/).filter(Boolean).map(Number);
  const name = MONTHS.findIndex((month) => typed.includes(month)) + 1;
  if (name && numbers.length === 2) return toTime(numbers[1], name, numbers[0]);
  if (name && numbers.length === 1) return nearest(name, numbers[0], ahead);
  if (/[^\d/.\-\s]/.test(typed)) return NaN;
  if (/^1[2-4]\d{6}$/.test(typed)) {
    return toTime(Number(typed.slice(0, 4)), Number(typed.slice(4, 6)), Number(typed.slice(6)));
  }
  if (numbers.length === 2) return nearest(numbers[1], numbers[0], ahead);
  if (numbers.length !== 3) return NaN;
  return numbers[2] > 999 ? toTime(numbers[2], numbers[1], numbers[0]) : toTime(...numbers);
}

function nearest(month, day, ahead) {
  const { year } = jalali(today());
  const time = toTime(year, month, day);
  if (ahead) return time < today() ? toTime(year + 1, month, day) : time;
  return time > today() ? toTime(year - 1, month, day) : time;
}

class Picker {
  constructor(input) {
    this.input = input;
    this.most = Date.parse(input.dataset.max || "") || Infinity;
    this.least = Date.parse(input.dataset.min || "") || -Infinity;
    this.weekday = Object.assign(document.createElement("span"), { className: "weekday" });
    this.button = Object.assign(document.createElement("button"), { type: "button", className: "adornment" });
    this.button.setAttribute("aria-label", "تقویم");
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

  say() {
    const time = this.time;
    const full = /^\d{4}\/\d{1,2}\/\d{1,2}$/.test(latin(this.input.value).trim());
    this.weekday.textContent = full && !Number.isNaN(time) ? WEEKDAYS[column(time)] : "";
  }

  settle() {
    const time = this.time;
    if (!Number.isNaN(time)) this.input.value = written(time);
    this.say();
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
    this.panel.setAttribute("aria-label", "گزینش تاریخ");
    this.input.parentElement.append(this.panel);
    this.button.setAttribute("aria-expanded", "true");
    this.panel.addEventListener("keydown", (event) => this.walked(event));
    this.outside = (event) => {
      if (!this.input.parentElement.contains(event.target)) this.close(false);
    };
    document.addEventListener("pointerdown", this.outside);
    this.draw();
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
    head.append(this.turn(-1, "ماه پیش", "›"), title, this.turn(1, "ماه بعد", "‹"));
    const table = make("table");
    const top = make("tr");
    WEEK.forEach((letter, index) => {
      const cell = make("th", "", letter);
      cell.scope = "col";
      cell.abbr = WEEKDAYS[index];
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
    button.setAttribute("aria-label", forbidden ? `${label}، پذیرفته نیست` : label);
    if (forbidden) button.setAttribute("aria-disabled", "true");
    if (time === this.time) button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => this.choose(time));
    cell.append(button);
    return cell;
  }

  foot() {
    const foot = make("div", "calendar-foot");
    for (const [label, time] of [["امروز", today()], ["دیروز", today() - DAY]]) {
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
