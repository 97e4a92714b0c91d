// The side: examples, the schema and the history, one of them at a time.
import { element, fill } from "../core/element.js";
import { t } from "../core/words.js";
import { createGallery } from "./gallery.js";

const panels = ["Examples", "Schema", "History"];

/** The side's panels. Schema and history are loaded when they are first opened. */
export function createSide(node, { onQuestion, onOpen, onForget, onInsert, onQuery }) {
  const state = { name: "Examples", history: null, browser: null, schema: null, language: null };
  const bodies = Object.fromEntries(panels.map((name) => [name, element("section", { id: `panel-${name}`, role: "region", "aria-label": t(name), hidden: name !== "Examples", class: name.toLowerCase() })]));
  const tabs = panels.map((name) => element("button", { type: "button", "aria-pressed": String(name === "Examples"), "aria-controls": `panel-${name}`, onclick: () => show(name) }, t(name)));
  fill(node, element("div", { class: "row", role: "group", "aria-label": t("Side") }, tabs), Object.values(bodies));
  const gallery = createGallery(bodies.Examples, { onChoose: onQuestion });

  async function show(name) {
    state.name = name;
    panels.forEach((panel, index) => {
      bodies[panel].hidden = panel !== name;
      tabs[index].setAttribute("aria-pressed", String(panel === name));
    });
    if (name === "History") {
      const { createHistory } = await import("./history.js");
      state.history ??= createHistory(bodies.History, { onOpen, onForget });
      state.history.draw();
    }
    if (name === "Schema") {
      const { createBrowser } = await import("./schema.js");
      state.browser ??= createBrowser(bodies.Schema, { onInsert, onQuery });
      state.browser.setSchema(state.schema, state.language);
    }
  }
  return {
    draw: () => (gallery.draw(), state.name === "History" && state.history?.draw()),
    setSchema(schema, language) {
      Object.assign(state, { schema, language });
      state.browser?.setSchema(schema, language);
    },
  };
}
