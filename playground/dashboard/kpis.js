// The executives' KPIs as tiles. The graph computes them; each leads to its days in the playground.
import { element, fill } from "../core/element.js";
import { language, t } from "../core/words.js";
import { fragmentOf } from "../playground/share.js";
import { textsOf } from "./kpi.js";

const days = `query KpiByDay($name: KpiName!, $range: RangeInput!, $segment: SegmentInput) {
  kpiSeries(name: $name, range: $range, segment: $segment, bucket: DAY) {
    from
    value
    n
    numerator
    denominator
    reason
  }
}
`;

function tile(kpi, link) {
  const { name, figure, shape, word, tone, ...notes } = textsOf(kpi, language);
  return element("article", { class: "tile" },
    element("h3", {}, name),
    element("p", { class: "figure" }, figure),
    element("div", { class: "quiet small" },
      element("p", { class: tone }, element("span", { class: "shape", "aria-hidden": "true" }, shape), ` ${word}`, notes.target && ` · ${notes.target}`),
      [notes.mix, notes.spread, notes.change, notes.basis].filter(Boolean).map((text) => element("p", {}, text))),
    element("a", { class: "small", href: `/#${link}`, "aria-label": t("{0}: by day", name) }, t("By day")));
}

export const kpis = {
  fragments: ["kpis"],
  create() {
    const tiles = element("div", { class: "tiles" });
    const node = element("section", { class: "kpis", "aria-labelledby": "panel-kpis" }, element("h2", { id: "panel-kpis" }, t("KPIs")), tiles);
    return {
      node,
      async update({ kpis: found }, { variables: { range, segment } }) {
        const links = await Promise.all(found.map(({ name }) => fragmentOf({ query: days, variables: JSON.stringify({ name, range, segment }, null, 2) })));
        fill(tiles, found.map((kpi, index) => tile(kpi, links[index])));
      },
    };
  },
};
