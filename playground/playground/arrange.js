// The order of a table's rows: those that are found, sorted.
import { rest } from "../core/element.js";
import { compareKeys, sortKey } from "../core/shape.js";
import { sorted } from "../core/sort.js";
import { collator } from "../core/words.js";
import { cellText } from "./cells.js";

/** The places of the rows in their order; null where all rows stay as they are. */
export async function arranged(rows, columns, { find, column, direction }) {
  const places = find ? await found(rows, columns, find) : null;
  if (!direction) return places;
  const keys = rows.map((row) => sortKey(column, column.read(row)));
  return sorted(places ?? rows.map((_, index) => index), (one, other) => compareKeys(keys[one], keys[other], direction, collator));
}

/** The places of the rows that contain `text`. Rests after each 25 ms, so that the page takes keys. */
async function found(rows, columns, text) {
  const places = [];
  let begun = performance.now();
  for (let index = 0; index < rows.length; index++) {
    if (columns.some((column) => cellText(column, column.read(rows[index])).toLowerCase().includes(text))) places.push(index);
    if (index % 64 > 0 || performance.now() - begun < 25) continue;
    await rest();
    begun = performance.now();
  }
  return places;
}
