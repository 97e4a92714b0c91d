// All further pages of a list, one after the other.
import { at, pages } from "../core/graphql.js";
import { count, decimal, t } from "../core/words.js";
import { operations } from "./tokens.js";

const most = 100_000;
const pageSize = 500;

/** Fetches the pages after the answer's and adds their rows to it. `state` is the answer's. */
export async function fetchAll(state, { send, answer, say }) {
  const { path } = state.lists[state.list];
  const connection = path.slice(0, -1);
  const request = { ...state.request, operation: operations(state.request.text).length > 1 ? state.request.operation : null };
  if (/\$first\b/.test(request.text)) request.values = { ...request.values, first: pageSize };
  const control = new AbortController();
  const { outcome } = state;
  const nodes = at(outcome.data, path);
  const progress = () => count(nodes.length, "row", "rows");
  answer.grow([], progress(), control);
  try {
    for await (const next of pages((values) => send({ ...request, values }, control.signal), request.values, outcome, connection, most)) {
      if (state.outcome !== outcome) return;
      if (next.errors.length) {
        outcome.errors = next.errors;
        break;
      }
      const added = at(next.data, path);
      for (const item of added) nodes.push(item);
      Object.assign(at(outcome.data, connection).pageInfo, at(next.data, connection).pageInfo);
      outcome.bytes += next.bytes;
      outcome.milliseconds += next.milliseconds;
      answer.grow(added, progress(), control);
    }
  } catch (error) {
    if (error.name !== "AbortError") say(t(error.message));
  }
  if (state.outcome === outcome) answer.grow([], nodes.length >= most ? t("the first {0} rows", decimal(most)) : "", null);
}
