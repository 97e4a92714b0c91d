// Keeps the dashboard's data fresh: a subscription where the gateway has one, else the operation is asked again and again.
import { ask } from "../core/graphql.js";
import { configuration, identity, renew } from "../core/identity.js";
import { subscribe } from "../core/live.js";
import { operationOf, refusedFragments } from "./operation.js";

/** How often the days of the range are looked at, and what is shown by the clock is drawn anew. */
const clock = 30_000;

/**
 * Goes on until it is paused. `variables()` has the filters' variables; `onData(data, names, errors)` hears of an answer
 * that differs from the one before, and of the same one as time goes by; `onState(kind, since)` of live, polling,
 * reconnecting, refused and stale. Where it polls, it asks each `every` milliseconds.
 */
export function createFeed(fragments, { variables, onData, onState, every = 10_000 }) {
  const fresh = () => ({ known: fragments, last: null, answer: null, canFollow: true, sent: null });
  const state = { ...fresh(), changed: null, failed: null, timer: 0, turn: 0, isPaused: false, isLive: false, leave: null };

  function accept({ data, errors = [] }) {
    if (!data) return;
    const text = JSON.stringify([data, errors]);
    if (text === state.last) return;
    [state.changed, state.last, state.answer] = [new Date(), text, { data, errors }];
    show();
    if (state.isLive) onState("live", state.changed);
  }
  const show = () => onData(state.answer.data, new Set(state.known.map(({ name }) => name)), state.answer.errors);
  const valuesOf = (used, all = variables()) => Object.fromEntries(used.map((name) => [name, all[name]]));

  async function turn() {
    clearTimeout(state.timer);
    const number = ++state.turn;
    if (state.isPaused || document.hidden) return;
    await renew().catch(() => {});
    const outcome = await read();
    if (number !== state.turn || state.isLive) return;
    if (outcome.data) {
      accept(outcome);
      state.failed = null;
      if (!state.leave && state.canFollow && state.known.length) follow();
      else onState("polling", state.changed);
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
      const values = valuesOf(used);
      const outcome = await ask(configuration.endpoint, { query: text, variables: values }, { token: identity.token });
      const refused = outcome.data ? new Set() : refusedFragments(outcome.errors, places);
      if (!refused.size) {
        state.sent = JSON.stringify(values);
        return outcome;
      }
      state.known = state.known.filter(({ name }) => !refused.has(name));
    }
  }
  /** Subscribes to what was asked. While the connection is away the page polls. */
  function follow() {
    const { text, used } = operationOf(state.known, true);
    state.leave = subscribe(configuration.endpoint, { query: text, variables: valuesOf(used) }, {
      token: async () => (await renew().catch(() => {}), identity.token),
      onAnswer: ({ data, errors }) => accept({ data: data?.live, errors: errors?.map((error) => ({ ...error, path: error.path?.slice(1) })) }),
      onLive(isLive) {
        const wasLive = state.isLive;
        state.isLive = isLive;
        clearTimeout(state.timer);
        if (isLive) return void ((state.failed = null), onState("live", state.changed));
        if (wasLive) onState("reconnecting", (state.failed = new Date()));
        state.timer = setTimeout(turn, wasLive ? every / 5 : 0);
      },
      onEnd() {
        Object.assign(state, { isLive: false, leave: null, canFollow: false });
        turn();
      },
    });
  }
  function unfollow() {
    state.leave?.();
    Object.assign(state, { leave: null, isLive: false });
  }
  function refresh(anew) {
    if (anew) unfollow();
    if (anew) Object.assign(state, fresh());
    return turn();
  }
  document.addEventListener("visibilitychange", () => !document.hidden && !state.isLive && turn());
  setInterval(() => {
    if (state.isPaused || !state.answer) return;
    const { used } = operationOf(state.known);
    // A day has ended: the range begins elsewhere.
    if (JSON.stringify(valuesOf(used)) !== state.sent) refresh(true);
    else show();
  }, clock);
  return {
    /** Asks at once; with `anew`, as another caller or with other filters. */
    refresh,
    pause(isPaused) {
      state.isPaused = isPaused;
      unfollow();
      if (isPaused) onState("stale", state.changed);
      turn();
    },
  };
}
