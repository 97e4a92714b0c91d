// The playground: puts its parts together.
import { button, byId, element, fill } from "../core/element.js";
import { ask, at, pages } from "../core/graphql.js";
import { begin, configuration, identity, onIdentity, renew } from "../core/identity.js";
import { checkFonts, part } from "../core/parts.js";
import { freshId, noteRun, put } from "../core/store.js";
import { count, decimal, language, languageLink, t, translate } from "../core/words.js";
import { createAnswer } from "./answer.js";
import { createCaller, pageButtons } from "./caller.js";
import { createEditor } from "./editor.js";
import { asked, createGallery, questions } from "./gallery.js";
import { createSide } from "./side.js";
import { createTabs } from "./tabs.js";
import { operationAt, operations } from "./tokens.js";

const mostRows = 100_000;
translate();
const page = { schema: null, types: new Map(), running: null, headers: {} };
const notice = element("span", { role: "status", class: "quiet" });
const stop = button(t("Stop"), () => page.running?.abort(), { hidden: true });
const run = button(t("Run"), () => execute(), { class: "main", "aria-keyshortcuts": "Control+Enter" });
const taller = button(t("Taller editor"), () => {
  taller.setAttribute("aria-pressed", String(byId("editor").classList.toggle("tall")));
}, { "aria-pressed": "false" });
run.append(element("kbd", { "aria-hidden": "true" }, "Ctrl ⏎"));
fill(byId("tools"), run, stop, button(t("Format"), format), button(t("Copy link"), copyLink), button(t("Save"), saveQuery), taller, notice);

const variables = element("textarea", { "aria-label": t("Variables"), spellcheck: "false", rows: 4, oninput: () => (tabs.update({ variables: variables.value }), check()) });
const headers = element("textarea", { "aria-label": t("Headers"), spellcheck: "false", rows: 3, placeholder: "x-example: value" });
const variablesBox = element("details", {}, element("summary", {}, t("Variables")), variables);
fill(byId("extras"), variablesBox, element("details", {}, element("summary", {}, t("Headers")), headers, element("p", { class: "quiet small" }, t("Headers are kept in this page only."))));

const answer = createAnswer(byId("answer"), { onAllRows: allRows, onErrorPlace: errorPlace, typesOf: (text, name) => page.typesOf?.(text, name) ?? new Map() });
const tabs = createTabs(byId("tabs"), { onChange: showTab });
const caller = createCaller(byId("caller"), { onRefused: say });
byId("caller").append(button("?", help, { "aria-label": t("Keys") }), ...pageButtons(languageLink(), language === "pl" ? "English" : "Polski"));
const side = createSide(byId("side"), { onQuestion: ask_, onOpen: (query) => tabs.open(query), onForget: () => tabs.reset(), onInsert: (text) => editor?.insert(text), onQuery: (text) => tabs.open({ text, variables: "{}" }) });
let editor = null;

function say(text) {
  notice.textContent = text;
}
function showTab(tab) {
  if (editor && editor.text() !== tab.text) editor.setText(tab.text);
  variables.value = tab.variables;
  variablesBox.open = tab.variables.replace(/\s/g, "") !== "{}";
  say("");
  check();
}
const textNow = () => editor?.text() ?? tabs.current().text;

/** Fills the editor with a question and asks it. */
function ask_(question) {
  tabs.open(asked(question));
  execute(question.show === "chart" ? "Chart" : "Table");
}

/** What is sent now, or null where the variables are no JSON. */
function requestNow() {
  const text = textNow();
  const operation = operationAt(text, editor?.cursor() ?? 0);
  try {
    const values = variables.value.trim() ? JSON.parse(variables.value) : {};
    return { text, operation: operations(text).length > 1 ? operation?.name : null, name: operation?.name ?? null, kind: operation?.kind ?? "query", values };
  } catch (error) {
    variablesBox.open = true;
    say(t("The variables are not JSON: {0}", error.message));
    return null;
  }
}
function send({ text, operation, values }, signal, extensions) {
  return ask(configuration.endpoint, { query: text, variables: values, ...(operation && { operationName: operation }), ...(extensions && { extensions }) }, { token: identity.token, headers: headerFields(), signal });
}
function headerFields() {
  const lines = headers.value.split("\n").map((line) => /^\s*([\w-]+)\s*:\s*(.*)$/.exec(line)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value.trim()]));
}
async function execute(view) {
  const request = requestNow();
  if (!request || !request.text.trim()) return;
  page.running?.abort();
  const control = (page.running = new AbortController());
  [stop.hidden, run.disabled] = [false, true];
  say(t("Asking…"));
  try {
    await renew();
    const outcome = await send(request, control.signal, { trace: true, cost: true });
    const role = caller.name();
    answer.set(outcome, { ...request, operation: request.name, role, view });
    noteRun({ text: request.text, variables: variables.value, role, rows: answer.state.rows.length, milliseconds: outcome.milliseconds, errors: outcome.errors.length });
    side.draw();
    say("");
    if (outcome.status === 401) say(t("The gateway refused the token."));
  } catch (error) {
    say(error.name === "AbortError" ? t("Stopped.") : t(error.message));
  } finally {
    if (page.running === control) [page.running, stop.hidden, run.disabled] = [null, true, false];
  }
}
async function allRows(state) {
  const list = state.lists[state.list];
  const path = list.path.slice(0, -1);
  const request = { ...state.request, operation: operations(state.request.text).length > 1 ? state.request.operation : null };
  const control = new AbortController();
  if (/\$first\b/.test(request.text)) request.values = { ...request.values, first: 500 };
  const nodes = at(state.outcome.data, list.path);
  answer.grow([], count(nodes.length, "row", "rows"), control);
  try {
    for await (const next of pages((values) => send({ ...request, values }, control.signal), request.values, state.outcome, path, mostRows)) {
      if (next.errors.length) {
        state.outcome.errors = next.errors;
        break;
      }
      const added = at(next.data, list.path);
      for (const item of added) nodes.push(item);
      Object.assign(at(state.outcome.data, path).pageInfo, at(next.data, path).pageInfo);
      state.outcome.bytes += next.bytes;
      state.outcome.milliseconds += next.milliseconds;
      answer.grow(added, count(nodes.length, "row", "rows"), control);
    }
  } catch (error) {
    if (error.name !== "AbortError") say(t(error.message));
  }
  if (state.outcome) answer.grow([], nodes.length >= mostRows ? t("the first {0} rows", decimal(mostRows)) : "", null);
}
async function format() {
  const { formatDocument } = await import("./format.js");
  if (textNow().trim()) editor?.setText(formatDocument(textNow()));
}
async function copyLink() {
  const { fragmentOf } = await import("./share.js");
  const address = new URL(location.href);
  address.hash = await fragmentOf({ query: textNow(), variables: variables.value });
  try {
    await navigator.clipboard.writeText(address.href);
    say(t("The link is copied. It has the query and its variables, no token and no answer."));
  } catch {
    const place = element("input", { value: address.href, readonly: true, "aria-label": t("Link") });
    fill(notice, place);
    place.select();
  }
}
function saveQuery() {
  const name = operationAt(textNow(), 0)?.name ?? tabs.current().title ?? t("Query");
  put("saved", freshId(), { name, text: textNow(), variables: variables.value });
  say(t("Saved as {0}.", name));
  side.draw();
}
function errorPlace({ locations: [{ line, column }] }) {
  const start = textNow().split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  editor?.select(start, start + (/^\w+/.exec(textNow().slice(start))?.[0].length ?? 1));
}

// Problems, a quarter of a second after the last key.
let timer = 0;
function check() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (!page.schema) return;
    const { documentProblems, variableProblems } = await import("./problems.js");
    const language = await part("language");
    const text = textNow();
    const found = documentProblems(text, page.schema, language);
    const wrong = found.length ? [] : variableProblems(variables.value, text.trim() ? language.parse(text) : null, operationAt(text, editor?.cursor() ?? 0)?.name, page.schema, language);
    editor?.setProblems(found);
    const items = [...found.map((problem) => button(problem.message, () => editor?.select(problem.from, problem.to))), ...wrong.map((message) => element("span", {}, message))];
    fill(byId("problems"), items.length ? element("ul", { class: "problems", "aria-label": t("Problems") }, items.map((item) => element("li", {}, item))) : null);
  }, 250);
}
/** The schema as the caller sees it: for completion, problems and the types of columns. */
async function loadSchema() {
  const words = await part("language");
  if (!words) return;
  const token = identity.token;
  const { data } = await ask(configuration.endpoint, { query: words.getIntrospectionQuery({ inputValueDeprecation: true }) }, { token });
  if (token !== identity.token) return;
  page.schema = data ? words.buildClientSchema(data) : null;
  if (!page.schema) return void editor?.setSchema(null, null);
  const { answerTypes } = await import("./answer-types.js");
  page.typesOf = (text, name) => (page.schema ? answerTypes(text, name, page.schema, words) : new Map());
  editor?.setSchema(page.schema, words);
  side.setSchema(page.schema, words);
  check();
  if (answer.state.outcome && answer.state.view !== "JSON" && answer.state.view !== "Plan") answer.reshape();
}
function help() {
  const keys = [["Ctrl Enter", t("Run the operation at the cursor")], ["Ctrl Space", t("Complete")], ["Tab", t("Leave the editor")], ["Ctrl /", t("Make a line a comment")],
    ["← → ↑ ↓", t("Move in the table")], ["Enter", t("Open a cell")], ["Ctrl C", t("Copy a cell")], ["Alt ← →", t("Make a column narrower or wider, on its name")], ["Delete", t("Close a query, on its tab")], ["?", t("This list")]];
  const dialog = element("dialog", { "aria-label": t("Keys"), onclose: () => dialog.remove() }, element("h2", {}, t("Keys")),
    element("table", { class: "plain" }, element("tbody", {}, keys.map(([key, text]) => element("tr", {}, element("th", { scope: "row" }, key), element("td", {}, text))))),
    button(t("Close"), () => dialog.close()));
  document.body.append(dialog);
  dialog.showModal();
}
document.addEventListener("keydown", (event) => {
  const typing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "?" && !typing && !document.querySelector("dialog[open]")) help();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing?.tagName === "TEXTAREA") execute();
});
document.addEventListener("themechange", () => answer.state.view === "Chart" && answer.show("Chart"));

onIdentity(async () => {
  const isFirst = !page.begun;
  side.draw();
  if (isFirst) return;
  const before = answer.state.request?.role;
  answer.clear(before ? t("The answer for {0} was removed: {1} may see other rows.", before, caller.name()) : "");
  loadSchema();
  if (before && requestNow()?.kind === "query") execute();
});

/** A link's query is shown and not asked; a first visit asks the first question; else the stored tabs come back. */
async function open() {
  let linked = null;
  try {
    if (location.hash) linked = await (await import("./share.js")).readFragment(location.hash);
  } catch (error) {
    say(t(error.message));
  }
  const stored = await tabs.adopt();
  if (linked) {
    history.replaceState(null, "", location.pathname + location.search);
    tabs.add({ text: linked.query, variables: linked.variables });
    say(t("This query came with the link. Nothing was asked yet: read it, then press Run."));
  } else if (!stored) {
    const first = questions.find(({ roles }) => roles.includes(identity.role));
    if (first) ask_(first);
    else tabs.add({ text: "", variables: "{}" });
  }
}
await begin();
page.begun = true;
await open();
editor = await createEditor(byId("editor"), { onChange: (text) => text !== tabs.current().text && (tabs.update({ text }), check()), onRun: () => execute() });
editor.setText(tabs.current().text);
await loadSchema();
await caller.loadPeople();
await checkFonts();
