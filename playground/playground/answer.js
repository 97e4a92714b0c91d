// The answer region: its head, its errors, and the answer as table, chart, JSON or plan.
import { button, element, fill, save } from "../core/element.js";
import { columns as columnsOf, lists, rowsOf } from "../core/shape.js";
import { bytes, count, decimal, t } from "../core/words.js";
import { createTable } from "./table.js";

const views = ["Table", "Chart", "JSON", "Plan"];

/**
 * The region. `onAllRows(state)` fetches further pages, `onErrorPlace(error)` goes to an error's place in the query, and
 * `typesOf(text, operation)` has the schema's types of an answer's paths.
 */
export function createAnswer(node, { onAllRows, onErrorPlace, typesOf }) {
  const state = { outcome: null, view: "Table", list: 0, lists: [], rows: [], columns: [], table: null, request: null, find: "", stop: null, note: "" };
  const facts = element("p", { class: "facts", role: "status" });
  const errors = element("ul", { class: "errors" });
  const picker = element("div", { class: "picker" });
  const body = element("div", { class: "body", role: "tabpanel", id: "view", tabindex: -1 });
  const tabs = views.map((name) => element("button", { type: "button", role: "tab", "aria-controls": "view", onclick: () => show(name), onkeydown: step }, t(name)));
  const allRows = button(t("All rows"), () => (state.stop ? state.stop.abort() : onAllRows(state)));
  const csv = button(t("CSV"), () => download("csv"));
  const ndjson = button(t("NDJSON"), () => download("ndjson"));
  fill(node, element("div", { class: "head" }, element("div", { class: "row", role: "tablist", "aria-label": t("Answer as") }, tabs), facts, element("div", { class: "row" }, allRows, csv, ndjson)), errors, picker, body);

  function step(event) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!move) return;
    const next = (views.indexOf(state.view) + move + views.length) % views.length;
    show(views[next]);
    tabs[next].focus();
  }
  /** Shows an outcome; `request` has text, operation, role and view. */
  function set(outcome, request) {
    Object.assign(state, { outcome, request, list: 0, find: "", note: "" });
    if (request.view) state.view = request.view;
    if (!outcome.data && state.view !== "Plan") state.view = state.view === "Chart" ? "Table" : state.view;
    reshape();
  }
  /** Shows a further answer to `request`; the table keeps its place, order and search. `note` says which answer it is. */
  function renew(outcome, request, note) {
    if (state.request !== request) set(outcome, request);
    const names = () => state.columns.map(({ label }) => label).join();
    const [table, before] = [state.table, names()];
    Object.assign(state, { outcome, note });
    shape();
    head();
    if (table?.node.isConnected && state.rows.length && names() === before) table.replace(state.rows);
    else show(state.view);
  }
  /** Shapes the same answer anew, for example when the schema has come. */
  function reshape() {
    if (!state.outcome) return;
    shape();
    head();
    show(state.view);
  }
  function shape() {
    state.lists = lists(state.outcome.data);
    const list = state.lists[Math.min(state.list, state.lists.length - 1)];
    state.rows = state.outcome.data ? [...rowsOf(state.outcome.data, list)] : [];
    const types = typesOf(state.request.text, state.request.operation);
    state.columns = columnsOf(state.outcome.data, list, types);
  }
  function head() {
    const { outcome, request } = state;
    const cost = outcome.extensions?.cost;
    fill(facts, [
      state.note || count(state.rows.length, "row", "rows"), bytes(outcome.bytes), `${decimal(outcome.milliseconds)} ms`,
      cost && t("cost {0} of {1}", decimal(cost.rows), decimal(cost.limit)), t("asked as {0}", request.role),
    ].filter(Boolean).join(" · "));
    const list = state.lists[state.list];
    const reason = pagesReason(state, list);
    allRows.disabled = Boolean(reason) && !state.stop;
    allRows.title = reason ?? "";
    allRows.textContent = state.stop ? t("Stop") : t("All rows");
    // Screen readers hear the end of the fetching, not each page.
    facts.setAttribute("aria-busy", String(Boolean(state.stop)));
    csv.disabled = ndjson.disabled = !state.rows.length;
    fill(errors, outcome.errors.slice(0, 50).map((error) => element("li", { class: "notice bad-notice" }, errorText(error),
      error.locations?.[0] ? [" ", button(t("line {0}", error.locations[0].line), () => onErrorPlace(error), { class: "plain" })] : null)));
  }
  function errorText(error) {
    const code = error.extensions?.code ? ` (${error.extensions.code})` : "";
    return `${error.path ? `${error.path.join(".")}: ` : ""}${error.kind === "network" ? t(error.message) : error.message}${code}`;
  }
  async function show(name) {
    state.view = name;
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(views[index] === name));
      tab.tabIndex = views[index] === name ? 0 : -1;
    });
    if (!state.outcome) return;
    const { outcome } = state;
    state.table = null;
    fill(picker, listPicker(), name === "Table" || name === "JSON" ? finder() : null);
    if (!outcome.data && name !== "JSON" && name !== "Plan") return void fill(body, outcome.errors.length ? null : element("p", { class: "quiet" }, t("No data.")));
    if (name === "Table") return table();
    const view = element("div", { class: "view", tabindex: 0, role: "group", "aria-label": t(name) });
    fill(body, view);
    if (name === "JSON") fill(view, (await import("./json.js")).createTree({ ...(outcome.data !== null && { data: outcome.data }), ...(outcome.errors.length && { errors: outcome.errors }), ...(outcome.extensions && { extensions: outcome.extensions }) }));
    if (name === "Plan") fill(view, (await import("./plan.js")).createPlan(outcome.extensions?.trace, state.request.role));
    if (name === "Chart") fill(view, (await import("./chart.js")).createChart(state.columns, state.rows));
  }
  function table() {
    state.table = createTable({ columns: state.columns, rows: state.rows, onOpen: async (column, value) => (await import("./cell-dialog.js")).openCell(column, value) });
    fill(body, state.rows.length ? state.table.node : element("p", { class: "notice" }, t("No rows: nothing fits these conditions, or this role may see none.")));
  }
  function listPicker() {
    if (state.lists.length < 2 || !["Table", "Chart"].includes(state.view)) return null;
    return element("label", {}, t("One row for each of"), element("select", { "aria-label": t("One row for each of"), onchange: (event) => ((state.list = event.target.selectedIndex), reshape()) },
      state.lists.map((list, index) => element("option", { selected: index === state.list }, list.name || t("the answer")))));
  }
  function finder() {
    let timer = 0;
    const find = element("input", { type: "search", value: state.find, placeholder: t("Find in the answer"), "aria-label": t("Find in the answer"), oninput: () => (clearTimeout(timer), (timer = setTimeout(search, 150))) });
    const search = async () => {
      state.find = find.value;
      if (state.table) return state.table.find(find.value);
      const { findInJSON, hitList, createTree } = await import("./json.js");
      fill(body.firstElementChild, find.value ? hitList(findInJSON({ data: state.outcome.data }, find.value)) : createTree({ data: state.outcome.data }));
    };
    return find;
  }
  async function download(kind) {
    const { csvLines, jsonLines } = await import("../core/csv.js");
    const rows = state.table ? state.table.rows() : state.rows;
    const lines = kind === "csv" ? csvLines(state.columns, rows) : jsonLines(state.columns, rows);
    const name = (state.request.operation || "answer").replace(/\W/g, "-");
    save(`${name}.${kind}`, kind === "csv" ? "text/csv;charset=utf-8" : "application/x-ndjson", [...lines]);
  }
  return {
    state, set, renew, reshape, show,
    /** Rows were added to the list in sight; `note` says how far it is. */
    grow(added, note, stop) {
      for (const item of added) state.rows.push([item]);
      Object.assign(state, { note, stop });
      head();
      state.table?.grown();
      if (!stop && state.view !== "Table") show(state.view);
    },
    /** Takes the answer off the screen; `text` says why. */
    clear(text) {
      state.stop?.abort();
      Object.assign(state, { outcome: null, rows: [], table: null, stop: null });
      fill(errors);
      fill(picker);
      fill(facts, text);
      fill(body);
      allRows.disabled = csv.disabled = ndjson.disabled = true;
    },
  };
}

/** Why further pages cannot be fetched; null where they can. */
function pagesReason({ outcome, request }, list) {
  if (request.kind === "subscription") return t("A subscription has no further pages.");
  if (!outcome?.data || list?.steps.length !== 1 || list.path.at(-1) !== "nodes") return t("All rows are fetched for a list of nodes.");
  const connection = list.path.slice(0, -1).reduce((value, key) => value?.[key], outcome.data);
  if (!/\$after\b/.test(request.text)) return t("To fetch all rows, the query takes $after: String and passes it as after: $after.");
  if (!connection?.pageInfo || !("endCursor" in connection.pageInfo)) return t("To fetch all rows, the query selects pageInfo { hasNextPage endCursor }.");
  return connection.pageInfo.hasNextPage ? null : t("All rows are here.");
}
