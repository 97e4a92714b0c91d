// The tabs of queries. Each is stored under a key of its own and held by one browser tab at a time.
import { button, element, fill } from "../core/element.js";
import { all, drop, freshId, put } from "../core/store.js";
import { t } from "../core/words.js";
import { operations } from "./tokens.js";

const mostAdopted = 50;

/** Takes the lock of a stored tab, so that no other browser tab adopts it; false where another one has it. */
function hold(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`concierge:tab:${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

/** The tabs; `onChange(tab)` hears which one is in front. */
export function createTabs(node, { onChange }) {
  let tabs = [];
  let current = null;
  const list = element("div", { class: "row", role: "tablist", "aria-label": t("Queries") });
  fill(node, element("div", { class: "row" }, list, button(t("New query"), () => add({ text: "", variables: "{}" }), { class: "plain" }), button(t("Close query"), () => close(current), { class: "plain" })));

  const titleOf = (tab) => operations(tab.text).find(({ name }) => name)?.name ?? (tab.text.replace(/\s+/g, " ").trim().slice(0, 24) || t("Query"));
  function draw() {
    const focused = list.contains(document.activeElement);
    fill(list, tabs.map((tab) => element("button", {
      type: "button", role: "tab", "aria-selected": String(tab === current), tabindex: tab === current ? 0 : -1,
      onclick: () => front(tab), onkeydown: (event) => step(event, tab),
    }, titleOf(tab))));
    if (focused) list.children[tabs.indexOf(current)]?.focus();
  }
  function step(event, tab) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (move) front(tabs[(tabs.indexOf(tab) + move + tabs.length) % tabs.length]);
    if (event.key === "Delete") close(tab);
  }
  function front(tab) {
    current = tab;
    draw();
    onChange(tab);
  }
  function add({ text, variables }) {
    const tab = { id: freshId(), text, variables };
    hold(tab.id);
    tabs.push(tab);
    if (text) store(tab);
    front(tab);
    return tab;
  }
  function close(tab) {
    const place = tabs.indexOf(tab);
    tabs = tabs.filter((other) => other !== tab);
    drop("tab", tab.id);
    if (!tabs.length) return void add({ text: "", variables: "{}" });
    front(tabs[Math.min(place, tabs.length - 1)]);
  }
  const store = ({ id, text, variables }) => put("tab", id, { text, variables });
  return {
    add, draw,
    current: () => current,
    /** What was typed is stored at once; `known` are the members that changed. */
    update(known) {
      const before = titleOf(current);
      Object.assign(current, known);
      store(current);
      if (titleOf(current) !== before) draw();
    },
    /** Takes over the stored tabs that no other browser tab has; how many there were. */
    async adopt() {
      const stored = all("tab").slice(-mostAdopted);
      for (const { id, value } of stored) if (await hold(id)) tabs.push({ id, ...value });
      if (tabs.length) front(tabs.at(-1));
      return tabs.length;
    },
    /** An empty tab in front is used again, else a new one is made. */
    open(query) {
      if (current && !current.text.trim()) {
        Object.assign(current, { text: query.text, variables: query.variables });
        store(current);
        front(current);
      } else {
        add(query);
      }
    },
    reset() {
      tabs = [];
      add({ text: "", variables: "{}" });
    },
  };
}
