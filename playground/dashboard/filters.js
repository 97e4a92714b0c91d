// The filters, which live in the address: range, tier and channel.
import { button, element, fill } from "../core/element.js";
import { beginning } from "../core/question.js";
import { t } from "../core/words.js";
import { channelName, tierName } from "./names.js";

export const ranges = ["today", "week", "month", "quarter"];
const rangeNames = { today: "Today", week: "7 days", month: "30 days", quarter: "90 days" };
const lengths = { today: 0, week: -6, month: -29, quarter: -89 };
const tiers = ["VIP_DIAMOND", "VIP_PLATINUM", "VIP_GOLD", "VIP_SILVER", "PREMIUM", "STANDARD"];
const channels = ["CHAT", "PHONE", "WHATSAPP", "VIDEO", "EMAIL", "SOCIAL", "IN_PERSON"];
const vip = tiers.slice(0, 4);

/** The filters of an address; unknown values are left out. */
export function readFilters(search) {
  const query = new URLSearchParams(search);
  const known = (name, values) => (values.includes(query.get(name)) ? query.get(name) : null);
  return { range: known("range", ranges) ?? "month", tier: known("tier", tiers), channel: known("channel", channels) };
}

/** The operation's variables for the filters: a condition for each kind of panel. */
export function variablesOf({ range, tier, channel }, now = new Date()) {
  const from = beginning("day", lengths[range], now).toISOString();
  const day = (shift) => new Date(beginning("day", shift, now).getTime() + 12 * 3_600_000).toISOString().slice(0, 10);
  const common = { ...(tier && { tier: { eq: tier } }), ...(channel && { channel: { eq: channel } }) };
  const tickets = { ...common, createdAt: { gte: from } };
  return {
    range: { dates: { from: day(lengths[range]), to: day(1) } },
    segment: { ...(tier && { tiers: [tier] }), ...(channel && { channels: [channel] }) },
    tickets,
    broken: { ...tickets, sla: { breached: { eq: true } } },
    waiting: { ...common, status: { in: ["NEW", "OPEN"] }, firstResponseSeconds: { isNull: true } },
    vip: { ...common, status: { in: ["NEW", "OPEN"] }, client: { tier: { in: vip } } },
    surveys: {
      kind: { eq: "CSAT" }, score: { isNull: false }, answeredAt: { gte: from },
      ...(tier && { tier: { eq: tier } }), ...(channel && { ticket: { channel: { eq: channel } } }),
    },
  };
}

/** Fills `node` with the filters; `onChange(filters)` hears of each change, after the address has it. */
export function createFilters(node, onChange) {
  let filters = readFilters(location.search);
  function set(change) {
    filters = { ...filters, ...change };
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(filters)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
    draw();
    onChange(filters);
  }
  const choice = (name, values, current, nameOf, key) =>
    element("select", { "aria-label": t(name), onchange: (event) => set({ [key]: event.target.value || null }) },
      element("option", { value: "" }, t(`All ${key}s`)), values.map((value) => element("option", { value, selected: value === current }, nameOf(value))));
  function draw() {
    const focused = document.activeElement?.textContent;
    fill(node,
      element("div", { class: "row segments", role: "group", "aria-label": t("Range") }, ranges.map((range) => button(t(rangeNames[range]), () => set({ range }), { "aria-pressed": String(range === filters.range) }))),
      choice("Tier", tiers, filters.tier, tierName, "tier"), choice("Channel", channels, filters.channel, channelName, "channel"));
    [...node.querySelectorAll("button")].find((item) => item.textContent === focused)?.focus();
  }
  draw();
  return { current: () => filters };
}
