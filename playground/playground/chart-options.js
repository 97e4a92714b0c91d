// ECharts' options for the charts of an answer and of the dashboard; colours are those of the tokens.
import { decimal } from "../core/words.js";

/** A token's colour as it is now: ECharts paints on a canvas, which knows no custom properties. */
export function colour(place, token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  place.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const palette = [1, 3, 2, 5, 4, 6, 7].map((number) => `--series-${number}`);
const show = (number) => (number === null || number === undefined ? "–" : decimal(number, Number.isInteger(number) ? 0 : 2));

/** What all charts share. */
export function base(place) {
  const [ink, quiet, line, card] = ["--ink", "--quiet", "--line", "--card"].map((token) => colour(place, token));
  const text = { color: ink, fontFamily: "Inter, system-ui, sans-serif" };
  const axis = { axisLabel: { color: quiet, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: line } } };
  return {
    ink, quiet, line, card, axis,
    option: {
      textStyle: text, color: palette.map((token) => colour(place, token)), animation: false,
      grid: { left: 12, right: 20, top: 44, bottom: 12, containLabel: true },
      tooltip: { renderMode: "richText", trigger: "axis", confine: true, backgroundColor: card, borderColor: line, textStyle: { ...text, fontSize: 12 }, valueFormatter: show, axisPointer: { lineStyle: { color: quiet } } },
    },
  };
}

/** The option of a chart of `data` (axis, names, values). */
export function options({ kind, value }, { axis: labels, names, values }, place) {
  const { quiet, ink, card, axis, option } = base(place);
  const legend = names.length > 1 ? { legend: { type: "scroll", top: 4, left: 8, textStyle: { color: ink }, icon: "roundRect", itemHeight: 8, pageTextStyle: { color: quiet }, pageIconColor: ink } } : {};
  if (kind === "pie") {
    const data = labels.map((name, index) => ({ name, value: values[0][index] })).filter((item) => item.value !== null);
    return { ...option, tooltip: { ...option.tooltip, trigger: "item" }, series: [{ type: "pie", radius: ["35%", "70%"], data, label: { color: ink, formatter: "{b}: {d} %" }, itemStyle: { borderColor: card, borderWidth: 2 } }] };
  }
  if (kind === "heat") {
    const cells = values.flatMap((row, y) => row.map((number, x) => [x, y, number])).filter(([, , number]) => number !== null);
    const numbers = cells.map(([, , number]) => number);
    return {
      ...option, tooltip: { ...option.tooltip, trigger: "item" },
      xAxis: { type: "category", data: labels, ...axis, splitLine: { show: false } }, yAxis: { type: "category", data: names, ...axis, splitLine: { show: false } },
      visualMap: { min: Math.min(...numbers), max: Math.max(...numbers), orient: "horizontal", right: 8, top: 0, itemHeight: 90, itemWidth: 10, textStyle: { color: quiet }, inRange: { color: [colour(place, "--metal-wash"), colour(place, "--metal")] } },
      series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: card, borderWidth: 2 } }],
    };
  }
  const category = { type: "category", data: labels, boundaryGap: kind === "bar", ...axis, splitLine: { show: false } };
  const measure = { type: "value", ...axis, axisLabel: { ...axis.axisLabel, formatter: show } };
  const lies = kind === "bar" && labels.length > 6;
  return {
    ...option, ...legend,
    xAxis: lies ? measure : category, yAxis: lies ? { ...category, inverse: true } : measure,
    series: names.map((name, index) => ({ type: kind, name: name || value?.label, data: values[index], showSymbol: labels.length < 40, symbolSize: 5, connectNulls: true, lineStyle: { width: 1.75 }, barMaxWidth: 28, itemStyle: { borderRadius: 2 }, emphasis: { lineStyle: { width: 1.75 } } })),
  };
}
