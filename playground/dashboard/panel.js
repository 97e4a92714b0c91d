// A panel: a heading and what is below it.
import { element, fill } from "../core/element.js";
import { t } from "../core/words.js";

/** A region named by its heading; `body` is filled anew with each change. */
export function panel(title, note, name) {
  const body = element("div", { class: "content" });
  const id = `panel-${name}`;
  const node = element("section", { class: `panel ${name}`, "aria-labelledby": id },
    element("div", { class: "heading" }, element("h2", { id }, t(title)), element("p", { class: "quiet small" }, t(note))), body);
  return { node, body };
}

/** A table; a cell is a text, a node, or `{value, class, head}`. */
export function tableOf(caption, head, rows, empty) {
  if (!rows.length) return element("p", { class: "quiet" }, t(empty));
  const cell = (item, index) => {
    const { value, class: name, head: isHead } = item?.value !== undefined ? item : { value: item };
    return element(index === 0 || isHead ? "th" : "td", { class: name, ...(index === 0 && { scope: "row" }) }, value);
  };
  return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t(caption) },
    element("table", { class: "plain" },
      element("caption", { class: "hidden-visually" }, t(caption)),
      element("thead", {}, element("tr", {}, head.map((item) => element("th", { scope: "col", class: item.class }, item.name ?? item)))),
      element("tbody", {}, rows.map((row) => element("tr", {}, row.map(cell))))));
}

export { fill };
