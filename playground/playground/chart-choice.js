// Which chart fits the columns of an answer. No DOM.

const mostCategories = 60;
const mostSeries = 12;

const isTime = (column, rows) =>
  ["DateTime", "Date"].includes(column.type) || (!column.type && !column.isNumber && rows.slice(0, 20).every((row) => /^\d{4}-\d{2}-\d{2}(T|$)/.test(String(column.read(row)))));

/** The columns by what a chart can do with them. */
export function roles(columns, rows) {
  const plain = columns.filter((column) => !column.isList);
  const times = plain.filter((column) => rows.length && isTime(column, rows));
  const numbers = plain.filter((column) => column.isNumber);
  const categories = plain.filter((column) => {
    if (column.isNumber || times.includes(column)) return false;
    const different = new Set(rows.slice(0, 5000).map((row) => column.read(row)));
    return different.size > 1 && different.size <= mostCategories;
  });
  return { times, numbers, categories };
}

/** The kinds of chart that can be drawn, the best first: each with its columns. Empty where there is nothing to draw. */
export function choices(columns, rows) {
  const { times, numbers, categories } = roles(columns, rows);
  const measure = numbers[0] ?? null;
  const small = categories.find((column) => new Set(rows.map((row) => column.read(row))).size <= mostSeries) ?? null;
  const found = [];
  if (times.length && measure) found.push({ kind: "line", by: times[0], series: small, value: measure });
  if (categories.length > 1 && measure) found.push({ kind: "heat", by: categories[0], series: categories[1], value: measure });
  if (categories.length) found.push({ kind: "bar", by: categories[0], series: null, value: measure });
  if (times.length && !measure) found.push({ kind: "line", by: times[0], series: small, value: null });
  if (categories.length) found.push({ kind: "pie", by: categories[0], series: null, value: measure });
  return found;
}

/**
 * The points of a chart: labels of the axis, names of the series, and a number or null for each pair. Rows of one pair are
 * averaged; without a value column they are counted. Days are the labels of a time axis.
 */
export function points({ kind, by, series, value }, rows) {
  const label = (row) => (kind === "line" ? dayOf(by.read(row)) : text(by.read(row)));
  const cells = new Map();
  const labels = new Set();
  const names = new Set();
  for (const row of rows) {
    const [x, name] = [label(row), series ? text(series.read(row)) : ""];
    labels.add(x);
    names.add(name);
    const key = JSON.stringify([x, name]);
    const cell = cells.get(key) ?? { sum: 0, number: 0 };
    const amount = value ? Number(value.read(row)) : 1;
    if (value && (value.read(row) === null || Number.isNaN(amount))) continue;
    cell.sum += amount;
    cell.number += 1;
    cells.set(key, cell);
  }
  const axis = kind === "line" ? [...labels].filter(Boolean).sort() : [...labels];
  const at = (x, name) => {
    const cell = cells.get(JSON.stringify([x, name]));
    return cell?.number ? (value ? cell.sum / cell.number : cell.sum) : null;
  };
  return { axis, names: [...names], values: [...names].map((name) => axis.map((x) => at(x, name))) };
}

const warsaw = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Warsaw" });
/** The day of a date, or of a moment in Warsaw: "2026-11-01". */
function dayOf(value) {
  const date = new Date(value ?? NaN);
  return Number.isNaN(date.getTime()) ? "" : warsaw.format(date);
}

const text = (value) => (value === null || value === undefined ? "–" : String(value));
