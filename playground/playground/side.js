// The side: examples, the schema and the history, one of them at a time.
import { element, fill } from "../core/element.js";
import { configuration, identity } from "../core/identity.js";
import { moments, readQuestion } from "../core/question.js";
import { language, t } from "../core/words.js";

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

/** All questions, in the order of their files' names. */
export const questions = configuration.questions.map(readQuestion);

/** A question as text and variables for the editor. */
export const asked = (question) => ({
  text: question.query, variables: JSON.stringify(JSON.parse(moments(question.variables)), null, 2), show: question.show,
});

/** The list; `onChoose(question)` hears of a choice. */
function createGallery(node, { onChoose }) {
  function draw() {
    const mine = questions.filter(({ roles }) => roles.includes(identity.role));
    fill(node, element("h2", {}, t("Ask the house")), element("p", { class: "quiet" }, mine.length ? t("Questions to begin with") : t("There are no questions for the role {0}.", identity.role),
      configuration.roles.length || identity.token ? null : ` ${t("To ask as somebody, choose “with a token of my own” under Ask as.")}`),
      element("ul", { class: "questions" }, mine.map((question) => {
        const choose = element("button", { type: "button", "aria-describedby": `note-${question.name}`, onclick: () => {
          node.querySelector("[aria-current]")?.removeAttribute("aria-current");
          choose.setAttribute("aria-current", "true");
          onChoose(question);
        } }, question.title[language]);
        return element("li", {}, choose, element("span", { class: "note", id: `note-${question.name}` }, question.note[language]));
      })));
  }
  draw();
  return { draw };
}
