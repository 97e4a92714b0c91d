// Keeps the dashboard's data fresh: one operation for all panels, asked again every ten seconds.
import { ask } from "../core/graphql.js";
import { configuration, identity, renew } from "../core/identity.js";

const every = 10_000;
const types = { tickets: "TicketFilter!", broken: "TicketFilter!", waiting: "TicketFilter!", vip: "TicketFilter!", surveys: "SurveyFilter!" };

/** The operation of these fragments, with the variables that they use. */
export function operationOf(fragments) {
  const used = Object.keys(types).filter((name) => fragments.some(({ text }) => new RegExp(`\\$${name}\\b`).test(text)));
  const head = `query Dashboard${used.length ? `(${used.map((name) => `$${name}: ${types[name]}`).join(", ")})` : ""} { ${fragments.map(({ name }) => `...${name}`).join(" ")} }\n`;
  let line = 2;
  const places = fragments.map(({ name, text }) => {
    const place = { name, from: line, to: line + text.split("\n").length - 1 };
    line = place.to + 1;
    return place;
  });
  return { text: head + fragments.map(({ text }) => text).join("\n"), used, places };
}

/** Which fragments the errors of a validation are about; those fields are not in the caller's schema. */
export function refusedFragments(errors, places) {
  const lines = errors.flatMap((error) => error.locations ?? []).map(({ line }) => line);
  return new Set(places.filter(({ from, to }) => lines.some((line) => line >= from && line <= to)).map(({ name }) => name));
}

/**
 * Asks again and again until it is paused. `variables()` has the filters' variables; `onData(data, names)` hears of an answer that
 * differs from the one before; `onState(kind, since)` of polling, reconnecting, stale and paused.
 */
export function createFeed(fragments, { variables, onData, onState }) {
  const state = { known: fragments, isFresh: false, last: null, changed: null, failed: null, timer: 0, turn: 0, isPaused: false };

  async function turn() {
    clearTimeout(state.timer);
    const number = ++state.turn;
    if (state.isPaused || document.hidden) return;
    await renew().catch(() => {});
    const outcome = await read();
    if (number !== state.turn) return;
    if (outcome.data) {
      const text = JSON.stringify(outcome.data);
      if (text !== state.last) state.changed = new Date();
      state.failed = null;
      onState("polling", state.changed);
      if (text !== state.last) onData(outcome.data, new Set(state.known.map(({ name }) => name)), outcome.errors);
      state.last = text;
    } else {
      state.failed ??= new Date();
      onState(outcome.status === 401 ? "refused" : "reconnecting", state.failed);
    }
    state.timer = setTimeout(turn, state.failed ? every / 5 : every);
  }
  /** Asks; fragments that the schema refuses are left out from then on. */
  async function read() {
    for (;;) {
      if (!state.known.length) return { data: {}, errors: [], status: 200 };
      const { text, used, places } = operationOf(state.known);
      const all = variables();
      const outcome = await ask(configuration.endpoint, { query: text, variables: Object.fromEntries(used.map((name) => [name, all[name]])) }, { token: identity.token });
      const refused = outcome.data ? new Set() : refusedFragments(outcome.errors, places);
      if (!refused.size) return outcome;
      state.known = state.known.filter(({ name }) => !refused.has(name));
    }
  }
  document.addEventListener("visibilitychange", () => !document.hidden && turn());
  return {
    /** Asks at once; with `anew`, as another caller or with other filters. */
    refresh(anew) {
      if (anew) Object.assign(state, { known: fragments, last: null });
      return turn();
    },
    pause(isPaused) {
      state.isPaused = isPaused;
      if (isPaused) onState("stale", state.changed);
      turn();
    },
  };
}
