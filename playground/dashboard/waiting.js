// Who waits for a first response now, by channel, with the longest wait.
import { element } from "../core/element.js";
import { decimal, duration, t } from "../core/words.js";
import { channelName } from "./names.js";
import { fill, panel, tableOf } from "./panel.js";

export const waiting = {
  fragments: ["waiting"],
  // It shows how long somebody has waited: drawn anew as time goes by.
  hasClock: true,
  create() {
    const { node, body } = panel("Waiting now", "by channel, with the longest wait", "waiting");
    return {
      node,
      update({ waiting: { groups } }) {
        const most = Math.max(1, ...groups.map(({ aggregate }) => aggregate.count));
        fill(body, tableOf("Waiting now", [t("Channel"), { name: element("span", { class: "hidden-visually" }, t("Compared")), class: "bar" }, { name: t("Waiting"), class: "number" }, { name: t("Longest"), class: "number" }],
          groups.map(({ key, aggregate }) => [
            channelName(key.channel), { value: bar(aggregate.count / most), class: "bar" }, { value: decimal(aggregate.count), class: "number" },
            { value: duration((Date.now() - new Date(aggregate.createdAt.min)) / 1000), class: "number" },
          ]), "No client is waiting."));
      },
    };
  },
};

const bar = (share) =>
  element("svg", { class: "measure", viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    element("rect", { width: 100, height: 6, class: "ground" }), element("rect", { width: 100 * share, height: 6, class: "amount" }));
