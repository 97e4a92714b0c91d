// The answer as a chart, with a sentence and a table that say the same.
import { element, fill } from "../core/element.js";
import { part } from "../core/parts.js";
import { count, decimal, t } from "../core/words.js";
import { choices, points, roles } from "./chart-choice.js";
import { options } from "./chart-options.js";

const names = { line: "Line", bar: "Bars", heat: "Heat map", pie: "Pie" };

/** The chart of a list; `columns` and `rows` are the table's. */
export function createChart(columns, rows) {
  const found = choices(columns, rows);
  if (!found.length) return element("p", { class: "notice" }, t("These columns make no chart: it needs a category or a date."));
  const state = { ...found[0] };
  const known = roles(columns, rows);
  const figure = element("figure", { class: "drawing" });
  figure.style.margin = "0";
  const select = (name, values, current, change) =>
    element("label", {}, `${t(name)} `, element("select", { "aria-label": t(name), onchange: (event) => (change(values[event.target.selectedIndex]), draw()) },
      values.map((value, index) => element("option", { value: String(index), selected: value.value === current }, value.name))));
  const node = element("div", {});
  const controls = () => element("div", { class: "picker" },
    select("Chart type", found.map(({ kind }) => ({ name: t(names[kind]), value: kind })), state.kind, ({ value }) => Object.assign(state, found.find(({ kind }) => kind === value))),
    select("By", (state.kind === "line" ? known.times : known.categories).map((column) => ({ name: column.label, value: column })), state.by, ({ value }) => (state.by = value)),
    select("Value", [{ name: t("number of rows"), value: null }, ...known.numbers.map((column) => ({ name: column.label, value: column }))], state.value, ({ value }) => (state.value = value)));
  let drawing = null;
  async function draw() {
    fill(node, controls(), figure);
    const data = points(state, rows);
    const place = element("div", { class: "chart", role: "img", "aria-label": summary(state, data) });
    fill(figure, place, element("figcaption", { class: "quiet small" }, summary(state, data)), dataTable(state, data));
    const charts = await part("charts");
    if (!charts || !place.isConnected) return;
    drawing?.dispose();
    allowEmptyMarkup();
    drawing = charts.echarts.init(place, null, { renderer: "canvas" });
    drawing.setOption(options(state, data, place));
    new ResizeObserver(() => drawing?.resize()).observe(place);
  }
  draw();
  return node;
}

/** ECharts clears its element with the empty string; no other markup is allowed (Trusted Types). */
let isAllowed = false;
export function allowEmptyMarkup() {
  if (isAllowed || !globalThis.trustedTypes) return;
  isAllowed = true;
  trustedTypes.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });
}

/** The chart in words. */
export function summary({ by, value }, { axis, names: series, values }) {
  const all = values.flatMap((row, place) => row.map((number, index) => ({ number, x: axis[index], name: series[place] }))).filter(({ number }) => number !== null);
  if (!all.length) return t("No values.");
  const most = all.reduce((one, other) => (other.number > one.number ? other : one));
  const least = all.reduce((one, other) => (other.number < one.number ? other : one));
  const say = ({ number, x, name }) => `${[x, name].filter(Boolean).join(", ")}: ${decimal(number, Number.isInteger(number) ? 0 : 2)}`;
  return t("{0} by {1}, {2}. Highest {3}. Lowest {4}.", value?.label ?? t("number of rows"), by.label, count(all.length, "value", "values"), say(most), say(least));
}

function dataTable({ by }, { axis, names: series, values }) {
  const most = 500;
  const cell = (number) => (number === null ? "–" : decimal(number, Number.isInteger(number) ? 0 : 2));
  return element("details", {}, element("summary", {}, t("The chart as a table")),
    element("table", { class: "plain" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, by.label), series.map((name) => element("th", { scope: "col", class: "number" }, name || t("value"))))),
      element("tbody", {}, axis.slice(0, most).map((x, index) => element("tr", {}, element("th", { scope: "row" }, x || "–"), values.map((row) => element("td", { class: "number" }, cell(row[index]))))))));
}
