// A cell's whole value in a dialog.
import { button, element } from "../core/element.js";
import { t } from "../core/words.js";

const longest = 100_000;
const whole = (value) =>
  value === null || value === undefined ? "null" : typeof value === "object" ? JSON.stringify(value, null, 2) : String(value);

export function openCell(column, value) {
  const text = whole(value);
  const dialog = element("dialog", { "aria-label": column.label, onclose: () => dialog.remove() },
    element("h2", {}, column.label), element("pre", {}, text.slice(0, longest)),
    element("p", { class: "row" }, button(t("Copy"), () => navigator.clipboard?.writeText(text)), button(t("Close"), () => dialog.close())));
  document.body.append(dialog);
  dialog.showModal();
}
