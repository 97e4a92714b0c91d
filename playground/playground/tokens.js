// The tokens of a GraphQL document, of unfinished ones too (GraphQL, §2.1 "Source Text").

const pattern =
  /("""(?:\\"""|[^])*?(?:"""|$))|("(?:\\.|[^"\\\n])*"?)|(#[^\n]*)|(\.\.\.)|([_A-Za-z]\w*)|(\$\w*)|(@\w*)|(-?\d[\w.+-]*)|([{}()[\]:=!|&])|([\s,\uFEFF]+)|([^])/g;
const kinds = ["string", "string", "comment", "spread", "name", "variable", "directive", "number", "punctuation", "space", "other"];

/** All tokens but white space and commas, each with `kind`, `text`, `from` and `to`. */
export function tokens(text) {
  const found = [];
  for (const match of text.matchAll(pattern)) {
    const kind = kinds[match.slice(1).findIndex((group) => group !== undefined)];
    if (kind !== "space") found.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

/** The operations of a document: name, kind, and where they begin and end. */
export function operations(text) {
  const found = [];
  let depth = 0;
  let open = null;
  let previous = null;
  for (const token of tokens(text)) {
    if (token.kind === "comment") continue;
    if (depth === 0 && !open && (token.text === "{" || token.kind === "name")) {
      open = { kind: token.text === "{" ? "query" : token.text, name: null, from: token.from, to: token.to };
    } else if (open && previous?.from === open.from && previous.text !== "{" && token.kind === "name") {
      open.name = token.text;
    }
    if ("{([".includes(token.text)) depth++;
    if ("})]".includes(token.text)) depth = Math.max(0, depth - 1);
    if (open) open.to = token.to;
    if (open && depth === 0 && token.text === "}") {
      if (open.kind !== "fragment") found.push(open);
      open = null;
    }
    previous = token;
  }
  if (open && open.kind !== "fragment") found.push(open);
  return found;
}

/** The operation at `position`, else the first after it, else the last. */
export function operationAt(text, position) {
  const all = operations(text);
  return all.find((operation) => operation.to >= position) ?? all.at(-1) ?? null;
}
