// What was asked, and what was saved under a name; never an answer, a token or a header.
import { button, element, fill, save } from "../core/element.js";
import { all, drop, forgetAll, put, rememberNothing, remembersNothing } from "../core/store.js";
import { count, moment, t } from "../core/words.js";

/** Everything kept, as one file's text; and back. */
export const exported = () => JSON.stringify({ concierge: 1, tabs: all("tab"), saved: all("saved"), history: all("run") }, null, 1);
export function imported(text) {
  const file = JSON.parse(text);
  if (file.concierge !== 1) throw new Error("This file is not an export of this page.");
  for (const [kind, items] of [["tab", file.tabs], ["saved", file.saved], ["run", file.history]]) {
    for (const { id, value } of items ?? []) if (typeof value?.text === "string") put(kind, String(id), value);
  }
}

/** The panel; `onOpen(query)` hears of a choice, `onForget()` of "Forget all". */
export function createHistory(node, { onOpen, onForget }) {
  const file = element("input", { type: "file", accept: "application/json", hidden: true, onchange: async () => {
    try {
      imported(await file.files[0].text());
      draw();
    } catch (error) {
      status.textContent = t(error.message);
    }
  } });
  const status = element("p", { role: "status" });
  const line = (item, kind) => element("li", {},
    button((item.value.name ?? item.value.text.replace(/\s+/g, " ").trim()).slice(0, 120), () => onOpen(item.value), { class: "open" }),
    element("span", { class: "quiet small" }, kind === "run" ? `${moment(new Date(item.value.at))} · ${item.value.role} · ${item.value.errors ? count(item.value.errors, "error", "errors") : count(item.value.rows, "row", "rows")}` : item.value.text.replace(/\s+/g, " ").slice(0, 60), " "),
    button(t("Remove"), () => (drop(kind, item.id), draw()), { class: "plain small", "aria-label": t("Remove {0}", item.value.name ?? moment(new Date(item.value.at))) }));
  function draw() {
    const [runs, saved] = [all("run").reverse(), all("saved")];
    const nothing = element("input", { type: "checkbox", onchange: () => (rememberNothing(nothing.checked), draw()) });
    nothing.checked = remembersNothing();
    fill(node, element("h2", {}, t("History")), status,
      element("div", { class: "row" }, button(t("Export"), () => save("concierge-queries.json", "application/json", [exported()])), button(t("Import"), () => file.click()), file,
        button(t("Forget all"), () => (forgetAll(), onForget(), draw()))),
      element("label", { class: "row" }, nothing, t("Remember nothing")),
      saved.length ? [element("h3", {}, t("Saved")), element("ul", { class: "history" }, saved.map((item) => line(item, "saved")))] : null,
      element("h3", {}, t("Asked")), runs.length ? element("ul", { class: "history" }, runs.map((item) => line(item, "run"))) : element("p", { class: "quiet" }, t("Nothing yet.")));
  }
  draw();
  return { draw };
}
