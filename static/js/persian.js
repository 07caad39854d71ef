// Digits and numbers as people here read and type them; readers of English see Latin ones (ADR 10).
import { text } from "./texts.js";

const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const isEnglish = document.documentElement.lang === "en";

export const latin = (text) =>
  String(text)
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));

// A code with Latin letters is one piece with Latin digits; the house's own numbers are numbers.
const PIECE = /[\p{L}\p{N}_]+(?:[-/._:+][\p{L}\p{N}_]+)*/gu;
const OWN = /^\d{4}(?:-[A-Z])?-\d{3,6}(?:\/[A-Z]?\d+)?$/;
const inOneScript = (piece) => {
  const plain = latin(piece);
  if (/[A-Za-z]/.test(plain) && !OWN.test(plain)) return plain;
  return plain.replace(/[0-9]/g, (digit) => PERSIAN[digit]);
};

export const persian = (text) =>
  isEnglish ? latin(text) : String(text).replace(PIECE, inOneScript);

// The key under which spellings of one name are the same, as the server's `loose_key` makes it:
// each form of a letter, by its code, and the letter that stands for all of them.
const FORMS = [
  [/[\u064a\u0649\u0626]/g, "\u06cc"], [/\u0643/g, "\u06a9"],
  [/[\u0629\u06c0\u06c1\u06be\u06d5]/g, "\u0647"], [/[\u0622\u0623\u0625\u0671]/g, "\u0627"],
  [/\u0624/g, "\u0648"], [/[^\p{L}\p{N}]|\u0640/gu, ""],
];
export const looseKey = (text) =>
  FORMS.reduce((key, [form, letter]) => key.replace(form, letter),
    latin(String(text).normalize("NFKC")).toLowerCase());

export const group = (digits) =>
  persian(digits.replace(/\B(?=(\d{3})+(?!\d))/g, isEnglish ? "," : "٬"));

export const decimals = (number) => (isEnglish ? persian(number) : persian(number).replace(".", "٫"));

// The mark keeps the sign at the left of its number, whatever stands around it.
export const percent = (share) =>
  `${persian(Math.round(share * 100))}${isEnglish ? "%" : "\u200f٪"}`;

// Times are said in Tehran, wherever the computer believes to stand.
const HOUR = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Tehran", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

export const clock = (moment = new Date()) => persian(HOUR.format(moment));

const ONES = [
  "صفر", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه", "ده", "یازده", "دوازده",
  "سیزده", "چهارده", "پانزده", "شانزده", "هفده", "هجده", "نوزده",
];
const TENS = ["", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"];
const HUNDREDS = [
  "", "صد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد",
];
const SCALES = ["", "هزار", "میلیون", "میلیارد", "هزار میلیارد"];

function underThousand(number) {
  const said = [];
  if (number >= 100) said.push(HUNDREDS[Math.floor(number / 100)]);
  const rest = number % 100;
  if (rest >= 20) {
    said.push(TENS[Math.floor(rest / 10)]);
    if (rest % 10) said.push(ONES[rest % 10]);
  } else if (rest) {
    said.push(ONES[rest]);
  }
  return said.join(" و ");
}

function words(number) {
  if (isEnglish) return group(String(number));
  if (number === 0) return ONES[0];
  const said = [];
  for (let scale = 0, left = number; left > 0; scale += 1, left = Math.floor(left / 1000)) {
    const part = left % 1000;
    if (part) said.unshift(`${underThousand(part)} ${SCALES[scale]}`.trim());
  }
  return said.join(" و ");
}

export function tomanWords(rial) {
  const toman = Math.floor(rial / 10);
  const rest = rial % 10;
  const said = [];
  if (toman || !rest) said.push(text("tomans", { amount: words(toman) }));
  if (rest) said.push(text("rials", { amount: words(rest) }));
  return said.join(text("and"));
}
