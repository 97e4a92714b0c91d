// Questions to begin with: those that the caller's role can ask.
import { element, fill } from "../core/element.js";
import { configuration, identity } from "../core/identity.js";
import { moments, readQuestion } from "../core/question.js";
import { language, t } from "../core/words.js";

/** All questions, in the order of their files' names. */
export const questions = configuration.questions.map(readQuestion);

/** A question as text and variables for the editor. */
export const asked = (question) => ({
  title: question.title[language], text: question.query, variables: JSON.stringify(JSON.parse(moments(question.variables)), null, 2), show: question.show,
});

/** The list; `onChoose(question)` hears of a choice. */
export function createGallery(node, { onChoose }) {
  function draw() {
    const mine = questions.filter(({ roles }) => roles.includes(identity.role));
    fill(node, element("h2", {}, t("Ask the house")), element("p", { class: "quiet" }, mine.length ? t("Questions to begin with") : t("There are no questions for the role {0}.", identity.role)),
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
