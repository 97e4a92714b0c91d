// The answer's rows as a grid. Only the rows in sight are elements: a ring of lines, of which a scroll writes only those
// that come into sight.
import { button, element } from "../core/element.js";
import { t } from "../core/words.js";
import { cellText } from "./cells.js";

const spare = 6;
const [narrow, wide, padding] = [64, 400, 30];

/** The grid of `columns` over `rows`. `onOpen(column, value)` hears of Enter and of a double click on a cell. */
export function createTable({ columns, rows, onOpen, onCount }) {
  const state = { order: null, direction: null, sortedBy: null, find: "", row: 0, column: 0, turn: 0 };
  const widths = columns.map((column) => widthOf(column, rows));
  const lines = [];
  const header = element("div", { class: "cells header", role: "row", "aria-rowindex": 1 });
  const body = element("div", { role: "rowgroup" });
  body.style.position = "relative";
  const node = element(
    "div",
    { class: "grid", role: "grid", tabindex: 0, "aria-label": t("Rows of the answer"), "aria-colcount": columns.length, onkeydown: key, onscroll: () => requestAnimationFrame(draw) },
    element("div", { role: "rowgroup", class: "header" }, header), body,
  );
  const heads = columns.map((column, index) => head(column, index));
  header.append(...heads);
  new ResizeObserver(layout).observe(node);
  body.addEventListener("click", (event) => pick(event, false));
  body.addEventListener("dblclick", (event) => pick(event, true));
  const total = () => state.order?.length ?? rows.length;
  const rowAt = (index) => rows[state.order ? state.order[index] : index];
  const rowHeight = () => lines.height ?? 30;

  function head(column, index) {
    const name = button(column.label, () => sort(index), { title: column.type ? `${column.label}: ${column.type}` : column.label });
    const grip = element("span", { class: "grip", "aria-hidden": "true", onpointerdown: (event) => drag(event, index) });
    name.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      event.preventDefault();
      resize(index, widths[index] + (event.key === "ArrowRight" ? 16 : -16));
    });
    return element("div", { role: "columnheader", class: column.isNumber ? "number" : "", "aria-colindex": index + 1, "aria-sort": "none" }, name, grip);
  }
  function drag(event, index) {
    const [start, width] = [event.clientX, widths[index]];
    event.target.setPointerCapture(event.pointerId);
    event.target.onpointermove = (move) => resize(index, width + move.clientX - start);
    event.target.onpointerup = () => (event.target.onpointermove = null);
  }
  function resize(index, width) {
    widths[index] = Math.max(48, Math.min(1200, width));
    layout();
  }
  function layout() {
    lines.height = parseFloat(getComputedStyle(header).height) || 30;
    const width = widths.reduce((sum, item) => sum + item, 0);
    heads.forEach((cell, index) => (cell.style.width = `${widths[index]}px`));
    body.style.width = header.style.width = `${width}px`;
    body.style.minWidth = "100%";
    const wanted = Math.min(total(), Math.ceil(node.clientHeight / lines.height) + 2 * spare);
    while (lines.length > wanted) lines.pop().node.remove();
    while (lines.length < wanted) {
      const cells = columns.map((column, index) => element("div", { role: "gridcell", class: column.isNumber ? "number" : "", "aria-colindex": index + 1 }));
      const line = { index: -1, cells, node: element("div", { class: "cells line", role: "row" }, cells) };
      lines.push(line);
      body.append(line.node);
    }
    for (const line of lines) {
      line.index = -1;
      line.node.style.width = "100%";
      line.cells.forEach((cell, index) => (cell.style.width = `${widths[index]}px`));
    }
    body.style.height = `${total() * lines.height}px`;
    node.setAttribute("aria-rowcount", String(total() + 1));
    onCount?.(total());
    draw();
  }
  function draw() {
    const height = rowHeight();
    const first = Math.max(0, Math.min(Math.floor(node.scrollTop / height) - spare, total() - lines.length));
    for (let index = first; index < first + lines.length; index++) {
      const line = lines[index % lines.length];
      if (line.index !== index) write(line, index);
    }
    mark();
  }
  function write(line, index) {
    line.index = index;
    line.node.style.transform = `translateY(${index * rowHeight()}px)`;
    line.node.setAttribute("aria-rowindex", String(index + 2));
    const row = rowAt(index);
    columns.forEach((column, place) => {
      const value = column.read(row);
      const cell = line.cells[place];
      cell.textContent = cellText(column, value);
      cell.classList.toggle("none", value === null || value === undefined);
    });
  }
  function mark() {
    body.querySelector(".active")?.removeAttribute("id");
    body.querySelector(".active")?.classList.remove("active");
    const cell = lines.find((line) => line.index === state.row)?.cells[state.column];
    if (!cell) return node.removeAttribute("aria-activedescendant");
    cell.id = "active-cell";
    cell.classList.add("active");
    node.setAttribute("aria-activedescendant", "active-cell");
  }
  function key(event) {
    if (event.target !== node) return;
    const page = Math.max(1, Math.floor(node.clientHeight / rowHeight()) - 2);
    const moves = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [page, 0], PageUp: [-page, 0] };
    if (event.key in moves) move(state.row + moves[event.key][0], state.column + moves[event.key][1]);
    else if (event.key === "Home") move(event.ctrlKey ? 0 : state.row, 0);
    else if (event.key === "End") move(event.ctrlKey ? total() - 1 : state.row, columns.length - 1);
    else if (event.key === "Enter") open();
    else if (event.key === "c" && (event.ctrlKey || event.metaKey)) navigator.clipboard?.writeText(cellText(columns[state.column], value()));
    else return;
    event.preventDefault();
  }
  const value = () => columns[state.column].read(rowAt(state.row));
  const open = () => total() && onOpen(columns[state.column], value());
  function move(row, column) {
    state.row = Math.max(0, Math.min(total() - 1, row));
    state.column = Math.max(0, Math.min(columns.length - 1, column));
    const height = rowHeight();
    const top = state.row * height;
    if (top < node.scrollTop) node.scrollTop = top;
    else if (top + 2 * height > node.scrollTop + node.clientHeight) node.scrollTop = top + 2 * height - node.clientHeight;
    const left = widths.slice(0, state.column).reduce((sum, width) => sum + width, 0);
    if (left < node.scrollLeft) node.scrollLeft = left;
    else if (left + widths[state.column] > node.scrollLeft + node.clientWidth) node.scrollLeft = left + widths[state.column] - node.clientWidth;
    draw();
  }
  function pick(event, opens) {
    const cell = event.target.closest("[role=gridcell]");
    const line = lines.find((item) => item.cells.includes(cell));
    if (!line) return;
    [state.row, state.column] = [line.index, line.cells.indexOf(cell)];
    mark();
    if (opens || Array.isArray(value())) open();
  }
  async function sort(index) {
    const next = { null: "ascending", ascending: "descending", descending: null };
    state.direction = state.sortedBy === index ? next[state.direction] : "ascending";
    state.sortedBy = index;
    heads.forEach((cell, place) => cell.setAttribute("aria-sort", place === index ? (state.direction ?? "none") : "none"));
    heads.forEach((cell, place) => (cell.firstChild.textContent = columns[place].label + (place === index ? { ascending: " ↑", descending: " ↓", null: "" }[state.direction] : "")));
    await arrange();
  }
  /** Finds and sorts anew; a later call wins. */
  async function arrange(keepsPlace = false) {
    const turn = ++state.turn;
    const { arranged } = await import("./arrange.js");
    const all = rows;
    const order = await arranged(all, columns, { find: state.find, column: columns[state.sortedBy], direction: state.direction });
    if (turn !== state.turn || all !== rows) return;
    state.order = order;
    if (!keepsPlace) state.row = node.scrollTop = 0;
    layout();
  }
  return {
    node,
    find: (text) => ((state.find = text.toLowerCase()), arrange()),
    /** More rows were appended to `rows`. */
    grown: () => (state.order ? arrange() : layout()),
    /** Other rows of the same columns took the place of `rows`. */
    replace(next) {
      rows = next;
      state.row = Math.min(state.row, rows.length - 1);
      if (state.order) arrange(true);
      else layout();
    },
    rows: () => (state.order ? state.order.map((index) => rows[index]) : rows),
  };
}

const measure = document.createElement("canvas").getContext("2d");

/** A column's width in pixels, by its name and its first values. */
function widthOf(column, rows) {
  const width = (text, weight) => {
    measure.font = `${weight} 13px Inter, system-ui, sans-serif`;
    return measure.measureText(text).width;
  };
  const texts = rows.slice(0, 100).map((row) => width(cellText(column, column.read(row)), 400));
  return Math.ceil(Math.max(narrow, Math.min(wide, Math.max(width(`${column.label} ↓`, 600), ...texts) + padding)));
}
