// What the schema is good for: completion, problems before a query is sent, and the types of an answer's columns.
import { button, element, fill } from "../core/element.js";
import { ask } from "../core/graphql.js";
import { configuration, identity } from "../core/identity.js";
import { part } from "../core/parts.js";
import { t } from "../core/words.js";
import { operationAt } from "./tokens.js";

/** Lists problems in `node` a quarter of a second after the last key. `documentNow()` has the query and the variables. */
export function createChecks(node, { editor, answer, side, documentNow }) {
  let schema = null;
  let language = null;
  let tools = null;
  let timer = 0;
  function check() {
    if (!schema) return;
    const { documentProblems, variableProblems } = tools;
    const { text, variables } = documentNow();
    const found = documentProblems(text, schema, language);
    const parsed = found.length || !text.trim() ? null : language.parse(text);
    const wrong = found.length ? [] : variableProblems(variables, parsed, operationAt(text, editor.cursor())?.name, schema, language);
    editor.setProblems(found);
    const items = [...found.map((problem) => button(problem.message, () => editor.select(problem.from, problem.to))), ...wrong.map((message) => element("span", {}, message))];
    fill(node, items.length ? element("ul", { class: "problems", "aria-label": t("Problems") }, items.map((item) => element("li", {}, item))) : null);
  }
  return {
    later() {
      clearTimeout(timer);
      timer = setTimeout(check, 250);
    },
    typesOf: (text, name) => (schema ? tools.answerTypes(text, name, schema, language) : new Map()),
    /** The schema as the caller sees it. */
    async loadSchema() {
      language = await part("language");
      if (!language) return;
      const { token } = identity;
      const { data } = await ask(configuration.endpoint, { query: language.getIntrospectionQuery({ inputValueDeprecation: true }) }, { token });
      if (token !== identity.token) return;
      if (data) tools ??= { ...(await import("./problems.js")), ...(await import("./answer-types.js")) };
      schema = data ? language.buildClientSchema(data) : null;
      fill(node);
      await editor.setSchema(schema, language);
      side.setSchema(schema, language);
      check();
      if (answer.state.outcome && !["JSON", "Plan"].includes(answer.state.view)) answer.reshape();
    },
  };
}
