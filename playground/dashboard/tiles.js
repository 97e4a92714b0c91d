// The figures of the range. Each leads to its rows in the playground.
import { element, fill } from "../core/element.js";
import { count, decimal, duration, t } from "../core/words.js";
import { fragmentOf } from "../playground/share.js";
import { rowsOf } from "./rows.js";
import { spark } from "./spark.js";

const seconds = (value) => (value === null || value === undefined ? "–" : duration(value));
const series = (groups, read) => (groups ?? []).map(({ aggregate }) => read(aggregate) ?? null);

/** What the tiles show of an answer: `name`, `figure`, `note`, `line` and the key of its rows. */
export function tilesOf({ asked, satisfied, broken, waiting }) {
  const median = asked?.aggregate.firstResponseSeconds?.percentiles;
  const score = satisfied?.aggregate.score?.avg;
  return [
    asked && { name: t("Tickets"), figure: decimal(asked.aggregate.count), note: t("came in this range"), line: series(asked.groups, ({ count: number }) => number), rows: "tickets" },
    asked && { name: t("First response"), figure: seconds(median?.[0]), note: t("median; nine of ten within {0}", seconds(median?.[1])), line: series(asked.groups, ({ firstResponseSeconds }) => firstResponseSeconds?.percentiles?.[0]), rows: "tickets" },
    satisfied && { name: t("Satisfaction"), figure: score ? decimal(Number(score), 2) : "–", unit: t("of 5"), note: count(satisfied.aggregate.count, "answer", "answers"), line: series(satisfied.groups, (aggregate) => (aggregate.score?.avg ? Number(aggregate.score.avg) : null)), rows: "surveys" },
    waiting && { name: t("Waiting now"), figure: decimal(waiting.aggregate.count), note: t("without a first response"), rows: "waiting" },
    broken && { name: t("Promises broken"), figure: decimal(broken.aggregate.count), note: t("tickets with a clock that ran out"), rows: "broken" },
  ].filter(Boolean);
}

export const tiles = {
  fragments: ["tiles", "satisfaction", "broken", "waiting"],
  create() {
    const node = element("section", { class: "tiles", "aria-label": t("Figures") });
    return {
      node,
      async update(data, { variables }) {
        const shown = tilesOf(data);
        const links = await Promise.all(shown.map(({ rows }) => fragmentOf(rowsOf(rows, variables))));
        fill(node, shown.map((tile, index) => element("article", { class: "tile" },
          element("h2", { class: "small" }, tile.name),
          element("p", { class: "figure" }, element("span", {}, tile.figure, tile.unit ? element("small", {}, ` ${tile.unit}`) : null), tile.line ? spark(tile.line) : null),
          element("p", { class: "quiet small" }, tile.note),
          element("a", { class: "small", href: `/#${links[index]}`, "aria-label": t("{0}: rows", tile.name) }, t("Rows")))));
      },
    };
  },
};
