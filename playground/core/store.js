// What the page keeps in this browser: tabs, history and saved queries; never tokens, headers or answers.
//
// Each thing has a key of its own, so that several browser tabs do not overwrite each other.

const prefix = "concierge:";
const memory = new Map();

/** Whether the reader wants nothing to be kept beyond this page. */
export function remembersNothing() {
  try {
    return localStorage.getItem(prefix + "forgetful") === "yes";
  } catch {
    return true;
  }
}

export function rememberNothing(nothing) {
  try {
    if (nothing) forgetAll();
    if (nothing) localStorage.setItem(prefix + "forgetful", "yes");
    else localStorage.removeItem(prefix + "forgetful");
  } catch {
    // Storage is refused: nothing is kept anyway.
  }
}

export function put(kind, id, value) {
  const key = `${prefix}${kind}:${id}`;
  const text = JSON.stringify(value);
  memory.set(key, text);
  if (remembersNothing()) return;
  try {
    localStorage.setItem(key, text);
    memory.delete(key);
  } catch {
    // Full or refused: it stays in memory.
  }
}

export function drop(kind, id) {
  const key = `${prefix}${kind}:${id}`;
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Storage is refused: it was in memory only.
  }
}

/** All values of a kind as `{id, value}`, by id. */
export function all(kind) {
  const start = `${prefix}${kind}:`;
  const texts = new Map(memory);
  try {
    for (let index = 0; index < localStorage.length; index++) {
      const key = localStorage.key(index);
      if (key.startsWith(start)) texts.set(key, localStorage.getItem(key));
    }
  } catch {
    // Storage is refused: memory is all there is.
  }
  const found = [];
  for (const [key, text] of texts) {
    if (!key.startsWith(start)) continue;
    try {
      found.push({ id: key.slice(start.length), value: JSON.parse(text) });
    } catch {
      // Not ours.
    }
  }
  return found.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Notes a request that was sent; the history keeps the last 200. */
export function noteRun({ text, variables, role, rows, milliseconds, errors }) {
  put("run", freshId(), { text, variables, role, rows, milliseconds: Math.round(milliseconds), errors, at: Date.now() });
  for (const { id } of all("run").slice(0, -200)) drop("run", id);
}

/** Removes tabs, history and saved queries, in this page and in storage. */
export function forgetAll() {
  memory.clear();
  try {
    for (const key of Object.keys(localStorage)) if (/^concierge:(tab|run|saved):/.test(key)) localStorage.removeItem(key);
  } catch {
    // Storage is refused: nothing was kept.
  }
}

/** An id that sorts by time and is not used elsewhere. */
export const freshId = () => `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
