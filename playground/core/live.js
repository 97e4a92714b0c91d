// A subscription over a WebSocket: carries out what the protocol's machine says.
import { createProtocol } from "./live-protocol.js";

/** The server pings every 20 s; after so many milliseconds without a message the connection counts as lost. */
const silence = 45_000;

/**
 * Subscribes at `endpoint` with `request` (query, variables, operationName). `token()` has the token of the moment, as a
 * promise. `onAnswer(result)` hears of each answer, `onLive(isLive)` of the connection, `onEnd({errors, isRefused})` of
 * the end, after which nothing comes. A hidden page holds no connection. Returns a function that stops it.
 */
export function subscribe(endpoint, request, { token, onAnswer, onLive, onEnd }) {
  const protocol = createProtocol(request);
  const address = new URL(endpoint, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const state = { socket: null, timer: 0, watch: 0 };

  function carryOut(actions, socket) {
    for (const { send, answer, isLive, retry, close, end } of actions) {
      if (send) socket.send(JSON.stringify(send));
      if (answer) onAnswer(answer);
      if (isLive !== undefined) onLive(isLive);
      if (retry !== undefined) state.timer = setTimeout(connect, retry);
      // A socket that is still connecting is closed when it has opened.
      if (close && socket?.readyState === WebSocket.OPEN) socket.close(close);
      if (end) finish(end);
    }
  }
  async function connect() {
    clearTimeout(state.timer);
    if (document.hidden || state.socket || protocol.state === "ended") return;
    const socket = (state.socket = new WebSocket(address, "graphql-transport-ws"));
    const isCurrent = () => state.socket === socket;
    const lost = (code) => {
      if (!isCurrent()) return;
      clearTimeout(state.watch);
      state.socket = null;
      carryOut(protocol.closed(code), socket);
    };
    // A connection that is gone without a word is not closed by the browser for minutes.
    const heard = () => {
      clearTimeout(state.watch);
      state.watch = setTimeout(() => (socket.close(), lost(1006)), silence);
    };
    socket.onopen = async () => {
      const current = await token();
      if (isCurrent()) carryOut(protocol.opened(current), socket);
      else socket.close(1000);
    };
    socket.onmessage = ({ data }) => (heard(), isCurrent() && carryOut(protocol.received(data), socket));
    socket.onclose = ({ code }) => lost(code);
    heard();
  }
  function visibility() {
    if (document.hidden) state.socket?.close(1000);
    else connect();
  }
  function finish(end) {
    clearTimeout(state.timer);
    clearTimeout(state.watch);
    document.removeEventListener("visibilitychange", visibility);
    if (end) onEnd(end);
  }
  document.addEventListener("visibilitychange", visibility);
  connect();
  return () => {
    if (protocol.state === "ended") return;
    const { socket } = state;
    state.socket = null;
    carryOut(protocol.stopped(), socket);
    finish(null);
  };
}
