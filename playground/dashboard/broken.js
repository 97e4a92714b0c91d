// Broken promises by tier and week, as a table whose cells are shaded by their number.
import { element } from "../core/element.js";
import { day, decimal, t } from "../core/words.js";
import { tierName } from "./names.js";
import { fill, panel } from "./panel.js";

const tiers = ["VIP_DIAMOND", "VIP_PLATINUM", "VIP_GOLD", "VIP_SILVER", "PREMIUM", "STANDARD"];

export const broken = {
  fragments: ["broken"],
  create() {
    const { node, body } = panel("Promises broken, by tier", "tickets with a clock that ran out, by the week of their creation", "broken");
    return {
      node,
      update({ broken: { groups } }) {
        const weeks = [...new Set(groups.map(({ key }) => key.createdAt))].sort();
        const cells = new Map(groups.map(({ key, aggregate }) => [`${key.tier} ${key.createdAt}`, aggregate.count]));
        const most = Math.max(1, ...cells.values());
        const row = (tier) => element("tr", {}, element("th", { scope: "row" }, tierName(tier)), weeks.map((week) => {
          const number = cells.get(`${tier} ${week}`) ?? 0;
          return element("td", { class: `number shade-${Math.ceil((4 * number) / most)}` }, decimal(number));
        }));
        fill(body, weeks.length
          ? element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("Promises broken, by tier and week") },
              element("table", { class: "heat" }, element("caption", { class: "hidden-visually" }, t("Promises broken, by tier and week")),
                element("thead", {}, element("tr", {}, element("th", { scope: "col" }, t("Week from")), weeks.map((week) => element("th", { scope: "col", class: "number" }, day(new Date(week)))))),
                element("tbody", {}, tiers.map(row))))
          : element("p", { class: "quiet" }, t("No promise was broken in this range.")));
      },
    };
  },
};
