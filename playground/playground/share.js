// A link to a query: the query and its variables, deflated into the fragment, which no server receives.

const most = 1 << 20;

async function through(bytes, transform) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error("The link is too large.");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The fragment for a query: "q=" and base64url. */
export async function fragmentOf({ query, variables }) {
  const text = new TextEncoder().encode(JSON.stringify({ query, variables }));
  const deflated = await through(text, new CompressionStream("deflate-raw"));
  let letters = "";
  for (let start = 0; start < deflated.length; start += 8192) letters += String.fromCharCode(...deflated.subarray(start, start + 8192));
  return "q=" + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The query of a fragment, or null where it has none. Throws where it is damaged. */
export async function readFragment(fragment) {
  const code = /^#?q=([\w-]+)$/.exec(fragment)?.[1];
  if (!code) return null;
  const letters = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
  const inflated = await through(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"));
  const { query, variables } = JSON.parse(new TextDecoder().decode(inflated));
  if (typeof query !== "string" || typeof variables !== "string") throw new Error("The link is damaged.");
  return { query, variables };
}
