// Fields by checkbox: writes a query for those who do not.
import { button, element, fill } from "../core/element.js";
import { t } from "../core/words.js";

const deepest = 3;

/** The query for a root field and the picked paths (`Map` of name to `Map`), with a page's arguments for a list. */
export function writeQuery(field, picked, { getNamedType }) {
  const isConnection = /Connection$/.test(getNamedType(field.type).name);
  const name = field.name[0].toUpperCase() + field.name.slice(1);
  const required = (field.args ?? []).filter((argument) => String(argument.type).endsWith("!") && argument.defaultValue === undefined);
  const selection = (fields, depth) => [...fields].map(([key, inner]) => `${"  ".repeat(depth)}${key}${inner.size ? ` {\n${selection(inner, depth + 1)}\n${"  ".repeat(depth)}}` : ""}`).join("\n");
  const declared = [...(isConnection ? ["$first: Int = 50", "$after: String"] : []), ...required.map(({ name: key, type }) => `$${key}: ${type}`)];
  const passed = [...(isConnection ? ["first: $first", "after: $after"] : []), ...required.map(({ name: key }) => `${key}: $${key}`)];
  const list = (items) => (items.length ? `(${items.join(", ")})` : "");
  const inner = isConnection ? `    nodes {\n${selection(picked, 3)}\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }` : selection(picked, 2);
  return `query ${name}${list(declared)} {\n  ${field.name}${list(passed)}${inner ? ` {\n${inner}\n  }` : ""}\n}\n`;
}

/** A choice of the root field and its fields; `onQuery(text)` hears the query when it is asked for. */
export function createPicker(schema, language, onQuery) {
  const { getNamedType, isLeafType, isCompositeType } = language;
  const roots = Object.values(schema.getQueryType().getFields());
  const start = roots.find(({ name }) => name === "tickets") ?? roots[0];
  const state = { field: start, picked: new Map() };
  const tree = element("div", {});
  const select = element("select", { "aria-label": t("List or object"), onchange: () => choose(roots[select.selectedIndex]) }, roots.map((field) => element("option", { selected: field === start }, field.name)));
  const itemType = (field) => {
    const type = getNamedType(field.type);
    return /Connection$/.test(type.name) ? getNamedType(type.getFields().nodes.type) : type;
  };
  const needsNothing = (field) => !(field.args ?? []).some((argument) => String(argument.type).endsWith("!") && argument.defaultValue === undefined);
  function branch(type, picked, depth) {
    const fields = Object.values(type.getFields?.() ?? {}).filter((field) => needsNothing(field) && !/Connection$/.test(getNamedType(field.type).name));
    return element("ul", { class: "picks" }, fields.map((field) => {
      const inner = getNamedType(field.type);
      const isLeaf = isLeafType(inner);
      if (!isLeaf && (depth >= deepest || !isCompositeType(inner) || !inner.getFields)) return null;
      const below = element("div", {});
      const box = element("input", { type: "checkbox", onchange: () => {
        if (!box.checked) picked.delete(field.name);
        else picked.set(field.name, new Map());
        if (!isLeaf) fill(below, box.checked ? branch(inner, picked.get(field.name), depth + 1) : null);
      } });
      box.checked = picked.has(field.name);
      return element("li", {}, element("label", { title: field.description ?? "" }, box, field.name), below);
    }));
  }
  function choose(field) {
    Object.assign(state, { field, picked: new Map() });
    fill(tree, branch(itemType(field), state.picked, 0));
  }
  /** Objects without a picked field have no selection and are left out. */
  function pruned(picked, type) {
    const kept = new Map();
    for (const [name, inner] of picked) {
      const field = getNamedType(type.getFields()[name].type);
      const below = pruned(inner, field);
      if (isLeafType(field) || below.size) kept.set(name, below);
    }
    return kept;
  }
  choose(start);
  return element("div", {}, element("label", { class: "row" }, t("List or object"), select), tree,
    button(t("Write the query"), () => {
      const picked = pruned(state.picked, itemType(state.field));
      if (picked.size || isLeafType(getNamedType(state.field.type))) onQuery(writeQuery(state.field, picked, language));
    }));
}
