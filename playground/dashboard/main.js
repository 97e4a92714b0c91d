// The dashboard: the desk's figures, live or asked again every ten seconds.
import { button, byId, element, fill } from "../core/element.js";
import { begin, configuration, identity, onIdentity } from "../core/identity.js";
import { count, decimal, language, languageLink, shortTime, t, time, translate } from "../core/words.js";
import { createCaller, pageButtons } from "../playground/caller.js";
import { agents } from "./agents.js";
import { broken } from "./broken.js";
import { createFeed } from "./feed.js";
import { createFilters, variablesOf } from "./filters.js";
import { kpis } from "./kpis.js";
import { tiles } from "./tiles.js";
import { vip } from "./vip.js";
import { volume } from "./volume.js";
import { waiting } from "./waiting.js";

const panels = [tiles, kpis, volume, waiting, vip, agents, broken];
const names = ["tiles", "satisfaction", "broken", "volume", "waiting", "vip", "agents", "kpis"];
const titles = { today: "Today at the desk", week: "The week at the desk", month: "The month at the desk", quarter: "The quarter at the desk" };

translate();
const fragments = await Promise.all(names.map(async (name) => ({ name, text: await (await fetch(`/dashboard/queries/${name}.graphql`)).text() })));
const status = byId("status");
const changed = byId("changed");
const problem = element("p", { class: "notice bad-notice", role: "alert", hidden: true });
byId("panels").before(problem);
const drawn = new Map();
let variables = {};

const filters = createFilters(byId("filters"), () => (title(), refresh(true)));
const answers = new Map();
const feedOf = (own, every, onState) => {
  const feed = createFeed(own, {
    every, onState, variables: () => (variables = variablesOf(filters.current())),
    onData: (data, known, errors) => (answers.set(feed, { data, known, errors }), draw()),
  });
  return feed;
};
// KPIs are read over the whole range, which takes longer than what changes with each ticket: they have an operation of their own.
const slow = new Set(["kpis"]);
const feeds = [feedOf(fragments.filter(({ name }) => !slow.has(name)), 10_000, showState), feedOf(fragments.filter(({ name }) => slow.has(name)), 60_000, () => {})];
const refresh = (anew) => Promise.all(feeds.map((feed) => feed.refresh(anew)));
let isPaused = false;
const pause = button(t("Pause"), () => {
  isPaused = !isPaused;
  pause.setAttribute("aria-pressed", String(isPaused));
  for (const feed of feeds) feed.pause(isPaused);
}, { "aria-pressed": "false" });
byId("state").append(pause);
await begin(["executive", "analyst", "admin"]);
const caller = createCaller(byId("caller"), { onRefused: (text) => showProblem(text) });
byId("caller").append(...pageButtons(languageLink(), language === "pl" ? "English" : "Polski"));
title();

function title() {
  byId("title").textContent = t(titles[filters.current().range]);
}
function showProblem(text) {
  problem.hidden = !text;
  problem.textContent = text;
}
/** The state is announced when it changes; the time of the last change is shown, not announced. */
function showState(kind, since) {
  const text = {
    live: t("Live"),
    polling: t("Polling every 10 s"),
    reconnecting: t("Reconnecting (since {0})", since ? shortTime(since) : "–"),
    refused: t("Stale: the gateway refused the token"),
    stale: t("Stale: paused (last change {0})", since ? shortTime(since) : "–"),
  }[kind];
  if (status.textContent !== text) status.textContent = text;
  status.dataset.kind = kind;
  changed.textContent = ["live", "polling"].includes(kind) && since ? t("last change {0}", time(since)) : "";
}
/** Draws the panels whose fields the caller's schema has; a panel whose data is the same is left as it is. */
function draw() {
  const all = [...answers.values()];
  const data = Object.assign({}, ...all.map((answer) => answer.data));
  const known = new Set(all.flatMap((answer) => [...answer.known]));
  const errors = all.flatMap((answer) => answer.errors ?? []);
  showProblem(errors?.length ? errors.map(({ path, message }) => `${path?.join(".") ?? ""}: ${message}`).join("; ") : "");
  for (const panel of panels) {
    const own = panel.fragments.filter((name) => known.has(name));
    const isThere = panel === tiles ? own.length > 0 : own.length === panel.fragments.length;
    const part = isThere ? JSON.stringify([data[keyOf[panel.fragments[0]]], panel === tiles ? [data.satisfied, data.broken, data.waiting] : null, variables, panel.hasClock && Math.floor(Date.now() / 30_000)]) : null;
    const old = drawn.get(panel);
    if (!isThere || (panel !== tiles && isEmpty(data[keyOf[panel.fragments[0]]]))) {
      old?.view.node.remove();
      drawn.delete(panel);
    } else if (old?.part !== part) {
      const view = old?.view ?? panel.create();
      drawn.set(panel, { view, part });
      view.update(data, { variables });
    }
  }
  const nodes = panels.map((panel) => drawn.get(panel)?.view.node).filter(Boolean);
  if (nodes.some((node, index) => byId("panels").children[index] !== node) || byId("panels").children.length !== nodes.length) fill(byId("panels"), nodes);
  if (!nodes.length && all.length === feeds.length) fill(byId("panels"), element("p", { class: "notice" }, t("The role {0} sees no panel of this page.", identity.role)));
  byId("summary").textContent = summaryOf(data);
}
const isEmpty = (part) => !part || part.length === 0;
const keyOf = { tiles: "asked", satisfaction: "satisfied", broken: "broken", volume: "volume", waiting: "waiting", vip: "vip", agents: "agents", kpis: "kpis" };

/** The page in a sentence. */
function summaryOf({ asked, waiting: queue, broken: late }) {
  return [
    asked && t("{0} came", count(asked.aggregate.count, "ticket", "tickets")), queue && t("{0} without a first response", decimal(queue.aggregate.count)),
    late && t("{0} with a broken promise", decimal(late.aggregate.count)),
  ].filter(Boolean).join(", ") + (asked ? "." : "");
}

onIdentity(() => {
  for (const { view } of drawn.values()) view.node.remove();
  drawn.clear();
  fill(byId("panels"));
  byId("summary").textContent = "";
  answers.clear();
  refresh(true);
});
if (!configuration.roles.length && !identity.token) showProblem(t("Give a token to see the figures: choose \"with a token of my own\" under Ask as."));
await refresh();
await caller.loadPeople();
// Tests and measurements wait for this.
document.documentElement.dataset.state = "complete";
