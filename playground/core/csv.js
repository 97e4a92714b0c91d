// Rows as CSV (RFC 4180) and as NDJSON.

/** A field. A text that a spreadsheet would read as a formula gets an apostrophe; a number does not. */
export function field(value, isNumber) {
  if (value === null || value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = !isNumber && typeof value !== "number" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The lines of a table; `columns` have `label`, `isNumber` and `read(row)`. */
export function* csvLines(columns, rows) {
  yield columns.map((column) => field(column.label)).join(",") + "\r\n";
  for (const row of rows) yield columns.map((column) => field(column.read(row), column.isNumber)).join(",") + "\r\n";
}

/** A JSON object a line, with the columns as members. */
export function* jsonLines(columns, rows) {
  for (const row of rows) {
    yield JSON.stringify(Object.fromEntries(columns.map((column) => [column.label, column.read(row) ?? null]))) + "\n";
  }
}
