// VIP clients who wait, and what is due.
import { duration, t } from "../core/words.js";
import { element } from "../core/element.js";
import { tierName } from "./names.js";
import { fill, panel, tableOf } from "./panel.js";

/** What a ticket owes next: the first response, then the resolution; `left` in seconds, negative once it is late. */
export function dueOf({ firstResponseAt, sla }, now) {
  const at = (!firstResponseAt && sla?.firstResponseDueAt) || sla?.resolutionDueAt;
  return at ? { left: (new Date(at) - now) / 1000, isResponse: !firstResponseAt && Boolean(sla?.firstResponseDueAt) } : null;
}

function due(ticket) {
  const owed = dueOf(ticket, Date.now());
  if (!owed) return "–";
  const what = owed.isResponse ? t("answer") : t("resolution");
  if (owed.left < 0) return element("span", { class: "bad" }, `▼ ${t("{0} late by {1}", what, duration(-owed.left))}`);
  return element("span", { class: owed.left < 1800 ? "risk" : "" }, `${owed.left < 1800 ? "■ " : ""}${t("{0} due in {1}", what, duration(owed.left))}`);
}

export const vip = {
  fragments: ["vip"],
  // It shows how long somebody has waited: drawn anew as time goes by.
  hasClock: true,
  create() {
    const { node, body } = panel("VIP board", "clients with a ticket at work, by what is due first", "vip");
    return {
      node,
      update({ vip: { nodes } }) {
        fill(body, tableOf("VIP board", [t("Client"), t("Tier"), t("Matter"), { name: t("Since"), class: "number" }, t("Due")],
          nodes.map((ticket) => [
            ticket.client.fullName, tierName(ticket.client.tier), `${ticket.subject}`,
            { value: duration((Date.now() - new Date(ticket.createdAt)) / 1000), class: "number" }, due(ticket),
          ]), "No VIP client waits."));
      },
    };
  },
};
