// The client's side of graphql-transport-ws (PROTOCOL.md of the npm package graphql-ws), for one operation that comes
// back after a lost connection. Events in, actions out: it knows no socket and no clock.

const id = "1";
/** The waits between attempts, in milliseconds; the last one is repeated. */
const waits = [250, 500, 1000, 2000, 4000, 8000];
/** Another attempt would end the same way: our message or subprotocol is not understood. */
const final = new Set([4400, 4406, 4409]);
const refusals = new Set([4401, 4403]);

/**
 * The machine of one operation. Each event gives a list of actions, each an object with one key:
 * `send` (a message), `answer` (a result), `isLive`, `retry` (milliseconds), `close` (a code), or
 * `end` (the errors; `isRefused` says that the token was). `random` gives 0 to 1.
 */
export function createProtocol(request, random = Math.random) {
  // "waiting" → opened → "greeting" → connection_ack → "live" → closed → "waiting"; any → "ended".
  let state = "waiting";
  let attempts = 0;
  const known = { cursor: null, digest: null };

  function end(errors, isRefused = false) {
    state = "ended";
    return [{ end: { errors, isRefused } }];
  }
  /** The request; one that comes back says what it has, so that an equal answer is not sent again. */
  function payload() {
    const extensions = { ...request.extensions, ...(known.cursor && { cursor: known.cursor }), ...(known.digest && { live: { digest: known.digest } }) };
    return { ...request, ...(Object.keys(extensions).length && { extensions }) };
  }
  function next(result) {
    known.cursor = result.extensions?.cursor ?? known.cursor;
    known.digest = result.extensions?.live?.digest ?? null;
    return [{ answer: result }];
  }
  const handlers = {
    connection_ack() {
      if (state !== "greeting") return [];
      [state, attempts] = ["live", 0];
      return [{ send: { type: "subscribe", id, payload: payload() } }, { isLive: true }];
    },
    ping: () => [{ send: { type: "pong" } }],
    pong: () => [],
    next: (message) => (message.id === id && message.payload ? next(message.payload) : []),
    error: (message) => [...end(message.payload ?? []), { close: 1000 }],
    complete: () => [...end([]), { close: 1000 }],
  };
  return {
    get state() {
      return state;
    },
    opened(token) {
      if (state === "ended") return [{ close: 1000 }];
      state = "greeting";
      return [{ send: { type: "connection_init", ...(token && { payload: { authorization: `Bearer ${token}` } }) } }];
    },
    received(text) {
      if (state === "ended") return [];
      let message = null;
      try {
        message = JSON.parse(text);
      } catch {
        // Not JSON: answered as an unknown type.
      }
      return Object.hasOwn(handlers, message?.type) ? handlers[message.type](message) : [{ close: 4400 }];
    },
    closed(code) {
      if (state === "ended") return [];
      // A token that was accepted has expired since; the next attempt has a new one.
      if (final.has(code) || (refusals.has(code) && state !== "live")) return end([], refusals.has(code));
      state = "waiting";
      const wait = waits[Math.min(attempts++, waits.length - 1)];
      return [{ isLive: false }, { retry: Math.round(wait * (0.5 + random() / 2)) }];
    },
    /** The reader has had enough. */
    stopped() {
      const actions = state === "live" ? [{ send: { type: "complete", id } }, { close: 1000 }] : [{ close: 1000 }];
      state = "ended";
      return actions;
    },
  };
}
