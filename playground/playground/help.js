// The list of keys.
import { button, element } from "../core/element.js";
import { t } from "../core/words.js";

const keys = [
  ["Ctrl Enter", "Run the operation at the cursor"], ["Ctrl Space", "Complete"], ["Tab", "Leave the editor"], ["Ctrl /", "Make a line a comment"],
  ["← → ↑ ↓", "Move in the table"], ["Enter", "Open a cell"], ["Ctrl C", "Copy a cell"], ["Alt ← →", "Make a column narrower or wider, on its name"],
  ["Delete", "Close a query, on its tab"], ["?", "This list"],
];

export function showKeys() {
  const row = ([key, text]) => element("tr", {}, element("th", { scope: "row" }, key), element("td", {}, t(text)));
  const dialog = element("dialog", { "aria-label": t("Keys"), onclose: () => dialog.remove() },
    element("h2", {}, t("Keys")), element("table", { class: "plain" }, element("tbody", {}, keys.map(row))), button(t("Close"), () => dialog.close()));
  document.body.append(dialog);
  dialog.showModal();
}
