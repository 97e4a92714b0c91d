// Tickets a day, by channel.
import { element } from "../core/element.js";
import { part } from "../core/parts.js";
import { day, decimal, t } from "../core/words.js";
import { allowEmptyMarkup } from "../playground/chart.js";
import { base } from "../playground/chart-options.js";
import { channelName } from "./names.js";
import { fill, panel, tableOf } from "./panel.js";

/** Days, and for each channel the number a day; days without a ticket have 0. */
export function daysOf(groups) {
  const days = [...new Set(groups.map(({ key }) => key.createdAt))].sort();
  const channels = [...new Set(groups.map(({ key }) => key.channel))].sort();
  const cells = new Map(groups.map(({ key, aggregate }) => [`${key.createdAt} ${key.channel}`, aggregate.count]));
  return { days, channels, values: channels.map((channel) => days.map((date) => cells.get(`${date} ${channel}`) ?? 0)) };
}

export const volume = {
  fragments: ["volume"],
  create() {
    const { node, body } = panel("Tickets a day", "by channel; days begin at midnight in Warsaw", "volume");
    let chart = null;
    let shown = null;
    async function draw() {
      const { days, channels, values } = daysOf(shown);
      const place = element("div", { class: "chart", role: "img", "aria-label": t("Tickets a day from {0} to {1}; the table below has the numbers.", day(new Date(days[0] ?? 0)), day(new Date(days.at(-1) ?? 0))) });
      const table = tableOf("Tickets a day", [t("Day"), ...channels.map((channel) => ({ name: channelName(channel), class: "number" }))],
        days.map((date, index) => [day(new Date(date)), ...values.map((row) => ({ value: decimal(row[index]), class: "number" }))]), "No tickets in this range.");
      const isOpen = body.querySelector("details")?.open ?? false;
      fill(body, days.length ? place : null, element("details", { open: isOpen }, element("summary", {}, t("The chart as a table")), table));
      const charts = days.length ? await part("charts") : null;
      if (!charts || !place.isConnected) return;
      chart?.dispose();
      allowEmptyMarkup();
      chart = charts.echarts.init(place);
      const { ink, axis, option } = base(place);
      chart.setOption({
        ...option, grid: { ...option.grid, top: 40, left: 4 },
        legend: { type: "scroll", top: 0, left: 0, right: 0, icon: "roundRect", itemHeight: 8, textStyle: { color: ink }, pageTextStyle: { color: ink }, pageIconColor: ink },
        xAxis: { type: "category", data: days.map((date) => day(new Date(date))), ...axis, splitLine: { show: false } },
        yAxis: { type: "value", minInterval: 1, ...axis },
        series: channels.map((channel, index) => ({ type: "bar", stack: "all", name: channelName(channel), data: values[index], barMaxWidth: 26 })),
      });
      new ResizeObserver(() => chart.resize()).observe(place);
    }
    document.addEventListener("themechange", () => shown && draw());
    return { node, update: (data) => ((shown = data.volume.groups), draw()) };
  },
};
