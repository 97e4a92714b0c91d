// A value of a column as the text of a cell.
import { count, moment } from "../core/words.js";

const longest = 300;

/** The text of a cell; a date and time in Warsaw's time, all other values as the answer has them. */
export function cellText(column, value) {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === "object") ? count(value.length, "item", "items") : value.join(", ").slice(0, longest);
  }
  if (column.type === "DateTime") {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? String(value) : moment(date);
  }
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
