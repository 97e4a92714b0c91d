// Asks the graph over HTTP (GraphQL over HTTP, draft of 2026-08).

/**
 * Sends one request. The outcome always has `status`, `bytes`, `milliseconds`, `errors` (a list) and `data`.
 * `body` has query, variables, operationName and extensions; `token` and `headers` are optional.
 */
export async function ask(endpoint, body, { token, headers = {}, signal } = {}) {
  const begun = performance.now();
  const fields = { ...headers, "content-type": "application/json", accept: "application/graphql-response+json, application/json" };
  // A header that the reader wrote wins over the token of "Ask as".
  const isAuthorized = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  if (token && !isAuthorized) fields.authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(endpoint, { method: "POST", headers: fields, body: JSON.stringify(body), signal, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return outcome({ status: 0, errors: [{ message: "The gateway cannot be reached.", kind: "network" }], begun });
  }
  const text = await response.text();
  const size = Number(response.headers.get("content-length")) || text.length;
  const requestId = response.headers.get("x-request-id");
  try {
    const answer = JSON.parse(text);
    return { ...outcome({ status: response.status, errors: answer.errors ?? [], begun }), ...answer, bytes: size, length: text.length, requestId, errors: answer.errors ?? [] };
  } catch {
    const message = text.trim().slice(0, 500) || `HTTP ${response.status}`;
    return { ...outcome({ status: response.status, errors: [{ message }], begun }), bytes: size, requestId };
  }
}

const outcome = ({ status, errors, begun }) =>
  ({ status, errors, data: null, bytes: 0, length: 0, milliseconds: performance.now() - begun, requestId: null });

/** The value below `path` of an answer. */
export const at = (value, path) => path.reduce((inner, key) => inner?.[key], value);

/**
 * All further pages of the connection at `path`: fetches while `pageInfo.hasNextPage`, passing `endCursor` as `$after`.
 * Yields each page's outcome; ends at `most` rows or the first error.
 */
export async function* pages(send, variables, first, path, most) {
  let page = first;
  let rows = at(page.data, path)?.nodes?.length ?? 0;
  while (rows < most) {
    const info = at(page.data, path)?.pageInfo;
    if (!info?.hasNextPage || !info.endCursor) return;
    page = await send({ ...variables, after: info.endCursor });
    yield page;
    if (page.errors.length) return;
    rows += at(page.data, path)?.nodes?.length ?? 0;
  }
}
