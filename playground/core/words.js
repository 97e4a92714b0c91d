// The words of the pages in English and Polish. A key is the English text; `{0}` stands for an argument.

const languages = ["en", "pl"];
const wanted = new URL(location.href).searchParams.get("lang");
const preferred = (navigator.languages ?? []).map((tag) => tag.slice(0, 2)).find((tag) => languages.includes(tag));

/** The page's language: the address decides, else the browser. */
export const language = languages.includes(wanted) ? wanted : (preferred ?? "en");
const polish = language === "pl" ? (await import("./polish.js")).polish : {};

/** The keys that have no Polish text, of those that the page has used. */
export const untranslated = new Set();

/** The text `key` in the page's language. */
export function t(key, ...values) {
  const text = polish[key] ?? key;
  if (language === "pl" && !(key in polish)) untranslated.add(key);
  return text.replace(/\{(\d)\}/g, (_, index) => String(values[index]));
}

/** "1 row", "5 rows": the number with the word in its form; Polish has the forms one, few and many. */
export function count(number, one, other) {
  const form = new Intl.PluralRules(locale).select(number);
  const text = language === "pl" ? (polish[`${other}:${form}`] ?? polish[`${other}:many`] ?? other) : form === "one" ? one : other;
  return `${decimal(number)} ${text}`;
}

/** Translates the page's own markup: elements with `data-t`, and attributes named in `data-t-label`. */
export function translate(root = document) {
  document.documentElement.lang = language;
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  if (wanted) for (const link of root.querySelectorAll("nav a")) link.search = `?lang=${language}`;
}

const zone = "Europe/Warsaw";
// English as in Europe: "29 Nov", 24 hours.
const locale = language === "pl" ? "pl" : "en-GB";
const formats = new Map();
function format(Kind, options) {
  const key = Kind.name + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Kind(locale, options));
  return formats.get(key);
}

export const decimal = (number, digits = 0) =>
  format(Intl.NumberFormat, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number);
export const percent = (number, digits = 1) =>
  format(Intl.NumberFormat, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number);
export const time = (date) => format(Intl.DateTimeFormat, { timeStyle: "medium", timeZone: zone }).format(date);
export const shortTime = (date) => format(Intl.DateTimeFormat, { timeStyle: "short", timeZone: zone }).format(date);
export const day = (date) => format(Intl.DateTimeFormat, { day: "numeric", month: "short", timeZone: zone }).format(date);
export const moment = (date) =>
  format(Intl.DateTimeFormat, { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(date);
export const collator = new Intl.Collator(locale, { numeric: true });

/** A length of time in its two largest units: "2 d 4 h", "26 min", "48 s". */
export function duration(seconds) {
  const whole = Math.round(Math.abs(seconds));
  const units = [[86_400, t("d")], [3600, t("h")], [60, t("min")], [1, t("s")]];
  const first = Math.max(0, units.findIndex(([size]) => whole >= size));
  if (whole === 0) return `0 ${t("s")}`;
  const [size, name] = units[first];
  const [small, smallName] = units[first + 1] ?? [1, ""];
  const remainder = smallName ? Math.floor((whole % size) / small) : 0;
  return `${seconds < 0 ? "−" : ""}${Math.floor(whole / size)} ${name}${remainder && first < 2 ? ` ${remainder} ${smallName}` : ""}`;
}

/** Bytes as B, kB or MB. */
export const bytes = (size) =>
  size < 1000 ? `${size} B` : size < 1e6 ? `${decimal(size / 1e3, 1)} kB` : `${decimal(size / 1e6, 1)} MB`;

/** The same page in the other language. */
export function languageLink() {
  const address = new URL(location.href);
  address.searchParams.set("lang", language === "pl" ? "en" : "pl");
  address.hash = "";
  return address.pathname + address.search;
}
