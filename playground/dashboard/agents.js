// Who is there, and with how many tickets.
import { element } from "../core/element.js";
import { decimal, language, t } from "../core/words.js";
import { agentState } from "./names.js";
import { fill, panel, tableOf } from "./panel.js";

export const agents = {
  fragments: ["agents"],
  create() {
    const { node, body } = panel("Agents", "state now, and tickets at work", "agents");
    return {
      node,
      update({ agents: { nodes } }) {
        fill(body, tableOf("Agents", [t("Agent"), t("State"), t("Team"), { name: t("Open"), class: "number" }],
          nodes.map((agent) => {
            const { shape, word, tone } = agentState(agent.status);
            return [agent.name, element("span", { class: `nowrap ${tone}` }, element("span", { class: "shape", "aria-hidden": "true" }, shape), word), agent.team?.name?.[language] ?? "–", { value: decimal(agent.tickets.totalCount), class: "number" }];
          }), "No agent is active."));
      },
    };
  },
};
