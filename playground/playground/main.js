// The playground: puts its parts together.
import { button, byId, element, fill } from "../core/element.js";
import { ask } from "../core/graphql.js";
import { begin, configuration, identity, onIdentity, renew } from "../core/identity.js";
import { checkFonts } from "../core/parts.js";
import { freshId, noteRun, put } from "../core/store.js";
import { language, languageLink, t, translate } from "../core/words.js";
import { createAnswer } from "./answer.js";
import { createCaller, pageButtons } from "./caller.js";
import { createEditor } from "./editor.js";
import { asked, createSide, questions } from "./side.js";
import { createTabs } from "./tabs.js";
import { operationAt, operations } from "./tokens.js";

translate();
const page = { running: null, checks: null };
const notice = element("span", { role: "status", class: "quiet" });
const stop = button(t("Stop"), () => page.running?.abort(), { hidden: true });
const run = button(t("Run"), () => execute(), { class: "main", "aria-keyshortcuts": "Control+Enter" });
const taller = button(t("Taller editor"), () => {
  taller.setAttribute("aria-pressed", String(byId("editor").classList.toggle("tall")));
}, { "aria-pressed": "false" });
run.append(element("kbd", { "aria-hidden": "true" }, "Ctrl ⏎"));
fill(byId("tools"), run, stop, button(t("Format"), format), button(t("Copy link"), copyLink), button(t("Save"), saveQuery), taller, notice);

const variables = element("textarea", { "aria-label": t("Variables"), spellcheck: "false", rows: 4, oninput: () => (tabs.update({ variables: variables.value }), page.checks?.later()) });
const headers = element("textarea", { "aria-label": t("Headers"), spellcheck: "false", rows: 3, placeholder: "x-example: value" });
const variablesBox = element("details", {}, element("summary", {}, t("Variables")), variables);
fill(byId("extras"), variablesBox, element("details", {}, element("summary", {}, t("Headers")), headers, element("p", { class: "quiet small" }, t("Headers are kept in this page only."))));

const answer = createAnswer(byId("answer"), { onAllRows: allRows, onErrorPlace: errorPlace, typesOf: (text, name) => page.checks?.typesOf(text, name) ?? new Map() });
const tabs = createTabs(byId("tabs"), { onChange: showTab });
const caller = createCaller(byId("caller"), { onRefused: say });
byId("caller").append(button(t("Keys"), help, { "aria-keyshortcuts": "?" }), ...pageButtons(languageLink(), language === "pl" ? "English" : "Polski"));
const side = createSide(byId("side"), { onQuestion: askQuestion, onOpen: (query) => tabs.open(query), onForget: () => tabs.reset(), onInsert: (text) => editor?.insert(text), onQuery: (text) => tabs.open({ text, variables: "{}" }) });
let editor = null;

function say(text) {
  notice.textContent = text;
}
function showTab(tab) {
  if (editor && editor.text() !== tab.text) editor.setText(tab.text);
  variables.value = tab.variables;
  variablesBox.open = tab.variables.replace(/\s/g, "") !== "{}";
  say("");
  page.checks?.later();
}
const textNow = () => editor?.text() ?? tabs.current().text;

/** Fills the editor with a question and asks it. */
function askQuestion(question) {
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
const bodyOf = ({ text, operation, values }) => ({ query: text, variables: values, ...(operation && { operationName: operation }) });
function send(request, signal, extensions) {
  return ask(configuration.endpoint, { ...bodyOf(request), ...(extensions && { extensions }) }, { token: identity.token, headers: headerFields(), signal });
}
function headerFields() {
  const lines = headers.value.split("\n").map((line) => /^\s*([\w-]+)\s*:\s*(.*)$/.exec(line)).filter(Boolean);
  return Object.fromEntries(lines.map(([, name, value]) => [name, value.trim()]));
}
function noteAsked({ milliseconds, errors }, { text, role }) {
  noteRun({ text, variables: variables.value, role, rows: answer.state.rows.length, milliseconds, errors: errors.length });
  side.draw();
}
async function execute(view) {
  const request = requestNow();
  if (!request || !request.text.trim()) return;
  page.running?.abort();
  const control = (page.running = new AbortController());
  [stop.hidden, run.disabled] = [false, true];
  const asking = t("Asking…");
  say(asking);
  try {
    await renew();
    const role = caller.name();
    const shown = { ...request, operation: request.name, role, view };
    if (request.kind === "subscription") {
      await (await import("./subscription.js")).follow(bodyOf(request), { signal: control.signal, say, show: (outcome, note, isFirst) => (answer.renew(outcome, shown, note), isFirst && noteAsked(outcome, shown)) });
      return;
    }
    const outcome = await send(request, control.signal, { trace: true, cost: true });
    answer.set(outcome, shown);
    noteAsked(outcome, shown);
    // A message that came meanwhile stays.
    if (notice.textContent === asking) say("");
    if (outcome.status === 401) say(t("The gateway refused the token."));
  } catch (error) {
    say(error.name === "AbortError" ? t("Stopped.") : t(error.message));
  } finally {
    if (page.running === control) [page.running, stop.hidden, run.disabled] = [null, true, false];
  }
}
async function allRows(state) {
  (await import("./all-rows.js")).fetchAll(state, { send, answer, say });
}
async function format() {
  const { formatDocument } = await import("./format.js");
  if (textNow().trim()) editor?.setText(formatDocument(textNow()));
}
async function copyLink() {
  (await import("./link.js")).copyLink({ query: textNow(), variables: variables.value }, say, (node) => fill(notice, node));
}
function saveQuery() {
  const name = operationAt(textNow(), 0)?.name ?? t("Query");
  put("saved", freshId(), { name, text: textNow(), variables: variables.value });
  say(t("Saved as {0}.", name));
  side.draw();
}
function errorPlace({ locations: [{ line, column }] }) {
  const start = textNow().split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  editor?.select(start, start + (/^\w+/.exec(textNow().slice(start))?.[0].length ?? 1));
}

async function help() {
  (await import("./help.js")).showKeys();
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
  page.running?.abort();
  answer.clear(before ? t("The answer for {0} was removed: {1} may see other rows.", before, caller.name()) : "");
  page.checks?.loadSchema();
  if (before && ["query", "subscription"].includes(requestNow()?.kind)) execute();
});

const openLink = async () => location.hash !== "" && (await import("./link.js")).openLink(tabs, say);
/** The stored tabs come back; a first visit without a link asks the first question, unless the reader was faster. */
async function open() {
  const stored = await tabs.adopt();
  if ((await openLink()) || stored || tabs.current()) return;
  const first = questions.find(({ roles }) => roles.includes(identity.role));
  if (first) askQuestion(first);
  else tabs.add({ text: "", variables: "{}" });
}
await begin();
page.begun = true;
await open();
addEventListener("hashchange", openLink);
editor = await createEditor(byId("editor"), { onChange: (text) => text !== tabs.current().text && (tabs.update({ text }), page.checks?.later()), onRun: () => execute() });
editor.setText(tabs.current().text);
page.checks = (await import("./checks.js")).createChecks(byId("problems"), { editor, answer, side, documentNow: () => ({ text: textNow(), variables: variables.value }) });
await page.checks.loadSchema();
await caller.loadPeople();
await checkFonts();
// Tests and measurements wait for this.
document.documentElement.dataset.state = "complete";
