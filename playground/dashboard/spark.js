// A sparkline: values over time as plain SVG. It repeats what the tile says, so screen readers skip it.
import { element } from "../core/element.js";

const [width, height, edge] = [96, 28, 3];

/** The line of `values`; nulls are gaps. */
export function spark(values) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index) => edge + (index * (width - 2 * edge)) / (values.length - 1);
  const y = (value) => (high === low ? height / 2 : height - edge - ((value - low) * (height - 2 * edge)) / (high - low));
  let path = "";
  values.forEach((value, index) => {
    if (value !== null) path += `${path && values[index - 1] !== null ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  const last = values.findLastIndex((value) => value !== null);
  return element("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
    element("path", { d: path, fill: "none" }), element("circle", { cx: x(last), cy: y(values[last]), r: 2.5 }));
}
