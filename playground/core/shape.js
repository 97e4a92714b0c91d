// The shape of an answer: which lists it has, and a list as rows and columns.

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isList = (value) => Array.isArray(value) && value.some(isObject);
/** Objects that only wrap a list are not shown in names: `messages.nodes` is "messages". */
const wrappers = new Set(["nodes", "edges"]);
const sample = 200;

/** The name of a path for people. */
export const nameOf = (path) => path.filter((key) => !wrappers.has(key)).join(".") || path.join(".");

/** The paths of the lists of objects below `value`, not within other lists. */
function directLists(value, path = []) {
  if (isList(value)) return [path];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => directLists(inner, [...path, key]));
}

/**
 * The lists of `data`: each has `steps` (a path for each level of lists), `path` and a name. A list within a list comes
 * after it. An answer without a list is one row.
 */
export function lists(data) {
  const found = directLists(data ?? {}).map((path) => ({ steps: [path] }));
  for (let index = 0; index < found.length && index < 50; index++) {
    const inner = new Map();
    for (const chain of take(rowsOf(data, found[index]), sample)) {
      for (const path of Object.entries(chain.at(-1) ?? {}).flatMap(([key, value]) => directLists(value, [key]))) {
        inner.set(path.join("."), path);
      }
    }
    for (const path of inner.values()) found.push({ steps: [...found[index].steps, path] });
  }
  if (!found.length) found.push({ steps: [] });
  return found.map((list) => {
    const path = list.steps.flat();
    return { ...list, path, name: nameOf(path) };
  });
}

function* take(items, most) {
  let number = 0;
  for (const item of items) {
    if (number++ === most) return;
    yield item;
  }
}

const below = (value, path) => {
  for (const key of path) value = value?.[key];
  return value;
};

/** The rows of a list. A row is its object after those that it is within: `[ticket, message]`. */
export function* rowsOf(data, list) {
  if (!list.steps.length) return yield [data];
  const walk = function* (value, steps, chain) {
    for (const item of below(value, steps[0]) ?? []) {
      if (steps.length === 1) yield [...chain, item];
      else yield* walk(item, steps.slice(1), [...chain, item]);
    }
  };
  yield* walk(data, list.steps, []);
}

/** The leaves of an object in order: scalars, lists, and nulls. */
function leaves(value, path, into) {
  if (isObject(value)) {
    const [first, ...others] = Object.values(value);
    if (!others.length && Array.isArray(first) && wrappers.has(Object.keys(value)[0])) into.set(path.join("\u0000"), [...path, Object.keys(value)[0]]);
    else for (const [key, inner] of Object.entries(value)) leaves(inner, [...path, key], into);
  } else {
    into.set(path.join("\u0000"), path);
  }
}

const numberTypes = new Set(["Int", "Float", "Decimal", "BigInt", "Duration"]);

/**
 * The columns of a list: `label`, `type`, `isNumber` and `read(row)`.
 *
 * `types` maps a response path, joined by dots, to the schema's type name. Without it the values decide.
 */
export function columns(data, list, types = new Map()) {
  const rows = [...take(rowsOf(data, list), sample)];
  const depth = list.steps.length || 1;
  const found = [];
  let prefix = [];
  for (let level = 0; level < depth; level++) {
    prefix = [...prefix, ...(list.steps[level] ?? [])];
    const paths = new Map();
    for (const row of rows) leaves(row[level], [], paths);
    const all = [...paths.values()];
    const next = list.steps[level + 1]?.join("\u0000");
    for (const path of all) {
      const isPrefix = all.some((other) => other.length > path.length && path.every((key, index) => other[index] === key));
      if (isPrefix || path.join("\u0000") === next) continue;
      const full = [...prefix, ...path];
      const type = types.get(full.join(".")) ?? null;
      const value = rows.map((row) => below(row[level], path)).find((item) => item !== null && item !== undefined);
      const outer = level === 0 ? [] : list.steps.slice(1, level + 1).flat();
      found.push({
        label: nameOf([...outer, ...path]),
        type,
        isNumber: type ? numberTypes.has(type) : typeof value === "number",
        isList: Array.isArray(value),
        read: (row) => below(row[level], path),
      });
    }
  }
  return found;
}

/** An ISO 8601 duration in seconds; months are 30 days. */
export function durationSeconds(text) {
  const parts = /^(-)?P(?:(-?[\d.]+)Y)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)W)?(?:(-?[\d.]+)D)?(?:T(?:(-?[\d.]+)H)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)S)?)?$/.exec(text);
  if (!parts) return NaN;
  const sizes = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1];
  const total = sizes.reduce((sum, size, index) => sum + size * Number(parts[index + 2] ?? 0), 0);
  return parts[1] ? -total : total;
}

/** What a column is sorted by: a number where the type is one, else a text. Null comes last. */
export function sortKey(column, value) {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length;
  if (column.type === "Duration") return durationSeconds(value);
  if (column.type === "DateTime") return Date.parse(value);
  if (column.isNumber) return Number(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Compares two sort keys; `collator` compares texts. Nulls come last in both directions. */
export function compareKeys(one, other, direction, collator) {
  if (one === null || other === null) return (one === null) - (other === null);
  const order = typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);
  return direction === "descending" ? -order : order;
}
