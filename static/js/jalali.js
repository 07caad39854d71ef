// Jalali days as people write them; the calendar is the browser's own. A day is its UTC midnight.
import { latin, persian } from "./persian.js";

const isEnglish = document.documentElement.lang === "en";

export const DAY = 86400000;
const PERSIAN_MONTHS = [
  "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
  "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
];
const LATIN_MONTHS = [
  "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
  "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
];
export const MONTHS = isEnglish ? LATIN_MONTHS : PERSIAN_MONTHS;
export const WEEKDAYS = isEnglish
  ? ["Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
  : ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"];
const parts = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
  timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric",
});

export function jalali(time) {
  const found = {};
  for (const part of parts.formatToParts(time)) found[part.type] = parseInt(part.value, 10);
  return { year: found.year, month: found.month, day: found.day };
}

export const column = (time) => (new Date(time).getUTCDay() + 1) % 7;

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

const ownToday = () => {
  const tehran = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tehran" }).format(new Date());
  return Date.parse(`${tehran}T00:00:00Z`);
};
// The clock of an office's computer may be days wrong; the server's day at the load corrects it.
const WRONG = (Date.parse(document.documentElement.dataset.today || "") || ownToday()) - ownToday();

export const today = () => ownToday() + WRONG;

const pad = (number) => String(number).padStart(2, "0");
export const written = (time) => {
  const { year, month, day } = jalali(time);
  return persian(`${year}/${pad(month)}/${pad(day)}`);
};

// The same forms as the server: day and month, day month year, or year month day.
export function parse(text, ahead = false) {
  const typed = latin(text).trim();
  if (["ا", "t", "امروز", "today"].includes(typed)) return today();
  if (["د", "y", "دیروز", "yesterday"].includes(typed)) return today() - DAY;
  const numbers = typed.split(/[^\d]+/).filter(Boolean).map(Number);
  const name = monthIn(typed);
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

// The month that is named, 1 to 12, or 0. Either alphabet is understood, whatever is shown.
function monthIn(typed) {
  const named = (names) => names.findIndex((name) => typed.toLowerCase().includes(name.toLowerCase()));
  return Math.max(named(PERSIAN_MONTHS), named(LATIN_MONTHS)) + 1;
}

function nearest(month, day, ahead) {
  const { year } = jalali(today());
  const time = toTime(year, month, day);
  if (ahead) return time < today() ? toTime(year + 1, month, day) : time;
  return time > today() ? toTime(year - 1, month, day) : time;
}
