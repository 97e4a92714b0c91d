// The steps of an answer as a waterfall: when each waited and ran, with its SQL.
import { element } from "../core/element.js";
import { count, decimal, t } from "../core/words.js";

/** The steps with the microsecond at which they began: a step begins when its parent is done. */
export function timeline(trace) {
  const done = new Map();
  const steps = [];
  for (const step of [...trace].sort((one, other) => one.step - other.step)) {
    const start = done.get(step.parent) ?? 0;
    const end = start + step.waitMicroseconds + step.runMicroseconds;
    done.set(step.step, end);
    steps.push({ ...step, start, end });
  }
  return { steps, end: Math.max(1, ...steps.map((step) => step.end)) };
}

const milliseconds = (microseconds) => `${decimal(microseconds / 1000, 2)} ms`;

/** The view of `trace`, the value of `extensions.trace`; undefined where the caller's role has none. */
export function createPlan(trace, role) {
  if (!trace) {
    return element("p", { class: "notice" }, t("The plan is not shown to the role {0}. A role that is declared with tracing, such as admin, sees it.", role));
  }
  const { steps, end } = timeline(trace);
  const head = [t("Step"), t("Timeline"), t("Lane"), t("Rows"), t("Row keys"), t("Requests"), t("Waited"), t("Ran")];
  const table = element("table", { class: "plan" },
    element("caption", { class: "hidden-visually" }, t("The steps of this answer")),
    element("thead", {}, element("tr", {}, head.map((name, index) => element("th", { scope: "col", class: index > 2 ? "number" : "" }, name)))),
    element("tbody", {}, steps.map((step) => row(step, end))));
  return element("div", {}, element("p", { class: "quiet small" }, t("{0} in {1}; requests that shared a statement are counted at each step.", count(steps.length, "step", "steps"), milliseconds(end))), table);
}

function row(step, end) {
  const x = (value) => `${(100 * value) / end}%`;
  const bar = element("svg", { role: "img", "aria-label": t("begins at {0}", milliseconds(step.start)) },
    element("rect", { class: "wait", x: x(step.start), y: "20%", width: x(step.waitMicroseconds), height: "60%" }),
    element("rect", { class: "run", x: x(step.start + step.waitMicroseconds), y: "20%", width: x(Math.max(step.runMicroseconds, end / 400)), height: "60%" }));
  const cells = [step.rows, step.keys, step.requests].map((value) => decimal(value));
  return element("tr", {},
    element("th", { scope: "row" }, element("details", {}, element("summary", {}, step.coordinate), element("pre", {}, step.statement))),
    element("td", {}, bar), element("td", {}, step.lane),
    [...cells, milliseconds(step.waitMicroseconds), milliseconds(step.runMicroseconds)].map((value) => element("td", { class: "number" }, value)));
}
