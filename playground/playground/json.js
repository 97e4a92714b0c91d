// The answer as JSON: a tree whose branches are laid out when they are opened, and a search over all of it.
import { button, element } from "../core/element.js";
import { count, decimal, t } from "../core/words.js";

const page = 100;
const longest = 1000;
const mostHits = 200;

/** The tree of `value`, with its first levels open. */
export const createTree = (value) => element("div", { class: "tree" }, branch("", value, 0, 0));

// The first items of a list are open, down to this depth.
const isOpen = (depth, position) => depth < 8 && position < 3;

const isBranch = (value) => typeof value === "object" && value !== null;

function branch(key, value, depth, position) {
  const label = key === "" ? [] : [element("span", { class: "key" }, key), ": "];
  if (!isBranch(value)) return element("div", { class: "leaf" }, label, leaf(value));
  const entries = Array.isArray(value) ? value : Object.entries(value);
  const size = Array.isArray(value) ? `[${decimal(entries.length)}]` : `{${entries.length}}`;
  const node = element("details", {}, element("summary", {}, label, element("span", { class: "quiet" }, size)));
  let isLaidOut = false;
  const layOut = () => {
    if (isLaidOut || !node.open) return;
    isLaidOut = true;
    extend(node, value, entries, 0, depth);
  };
  node.addEventListener("toggle", layOut);
  node.open = isOpen(depth, position);
  layOut();
  return node;
}

/** Adds the next members; a button adds more. */
function extend(node, value, entries, start, depth) {
  const isArray = Array.isArray(value);
  const most = isArray && depth > 0 ? 20 : page;
  for (let index = start; index < Math.min(entries.length, start + most); index++) {
    const [key, inner] = isArray ? [String(index), entries[index]] : entries[index];
    node.append(branch(key, inner, depth + 1, isArray ? index : 0));
  }
  const left = entries.length - start - most;
  if (left <= 0) return;
  const more = button(t("Show more ({0} left)", decimal(left)), () => {
    more.remove();
    extend(node, value, entries, start + most, depth);
  });
  node.append(more);
}

function leaf(value) {
  if (typeof value !== "string") return element("span", { class: "other" }, String(value));
  const text = value.length > longest ? `${value.slice(0, longest)}… (${count(value.length, "character", "characters")})` : value;
  return element("span", { class: "text" }, JSON.stringify(text));
}

/** The paths and values that contain `text`, at most 200; walks without recursion. */
export function findInJSON(root, text) {
  const wanted = text.toLowerCase();
  const hits = [];
  const stack = [["", root]];
  while (stack.length && hits.length < mostHits) {
    const [path, value] = stack.pop();
    if (isBranch(value)) {
      const entries = Array.isArray(value) ? value.map((item, index) => [`${path}[${index}]`, item]) : Object.entries(value).map(([key, item]) => [path ? `${path}.${key}` : key, item]);
      for (let index = entries.length - 1; index >= 0; index--) stack.push(entries[index]);
    } else if (path.toLowerCase().includes(wanted) || String(value).toLowerCase().includes(wanted)) {
      hits.push({ path, value });
    }
  }
  return hits;
}

/** The list of what was found. */
export const hitList = (hits) =>
  element("div", { class: "tree" }, element("p", { role: "status" }, hits.length === mostHits ? t("The first {0} places", mostHits) : count(hits.length, "place", "places")),
    hits.map(({ path, value }) => element("div", { class: "leaf" }, element("span", { class: "key" }, path), ": ", leaf(value))));
