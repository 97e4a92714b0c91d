// A KPI as texts: its value in its unit, its target, its status and its change.
import { decimal, duration, percent, t } from "../core/words.js";

// A status has a shape and a word, so that it does not depend on colour.
const statuses = {
  ON_TARGET: ["●", "on target", "good"], AT_RISK: ["■", "at risk", "risk"], OFF_TARGET: ["▼", "off target", "bad"],
  NO_TARGET: ["–", "no target", "quiet"], NO_DATA: ["○", "no data", "quiet"],
};
const operators = { AT_LEAST: "≥", AT_MOST: "≤", LESS_THAN: "<", MORE_THAN: ">" };
const reasons = {
  NO_ROWS: "nothing in this range", NOT_COLLECTED: "not collected yet", SMALL_GROUP: "too few answers to show", PART_MISSING: "a part has no data", TOO_YOUNG: "may still change",
};

/** A number in a KPI's unit, with as many decimals as its definition says. */
export function inUnit(value, unit, decimals) {
  if (value === null || value === undefined) return "–";
  const number = Number(value);
  const units = {
    RATIO: () => percent(number, Math.min(number > 0.99 && number < 1 ? 2 : 1, Math.max(0, decimals - 2))), SECONDS: () => duration(number), PLN: () => `${decimal(number, Math.abs(number) < 10_000 ? decimals : 0)} PLN`,
    COUNT: () => decimal(number), PER_HOUR: () => `${decimal(number, decimals)} / ${t("h")}`, PER_YEAR: () => `${decimal(number, decimals)} / ${t("year")}`,
  };
  return (units[unit] ?? (() => decimal(number, decimals)))();
}

/** What a KPI's tile shows, all as texts; a text that has nothing to say is empty. */
export function textsOf({ unit, value, n, p90, target, mixTarget, status, reason, change, partial, definition }, language) {
  const { decimals, label } = definition;
  const text = (number) => inUnit(number, unit, decimals);
  const [shape, word, tone] = statuses[status] ?? ["?", status, ""];
  const size = (number) => (unit === "RATIO" ? `${decimal(100 * number, 1)} ${t("pp")}` : text(number));
  const wanted = !target ? "" : target.operator === "WITHIN" ? `${text(target.value)} … ${text(target.upperValue)}` : `${operators[target.operator] ?? ""} ${text(target.value)}`;
  return {
    name: label[language] ?? label.en, figure: text(value), shape, word: t(word), tone,
    target: wanted && t("target {0}", wanted),
    mix: target && mixTarget !== null ? t("{0} by the mix of tiers", text(mixTarget)) : "",
    spread: unit === "SECONDS" && p90 !== null ? t("nine of ten within {0}", text(p90)) : "",
    change: change === null || value === null ? "" : t("{0} since the range before", `${change > 0 ? "+" : change < 0 ? "−" : "±"}${size(Math.abs(change))}`),
    basis: [`n = ${decimal(n)}`, reason && t(reasons[reason] ?? reason), partial && t("so far")].filter(Boolean).join(", "),
  };
}
