// What a place in a document is within: a selection, arguments, an input object, a list, or variable definitions.
import { tokens } from "./tokens.js";

const rootType = (schema, kind) =>
  ({ query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() })[kind];

/**
 * Walks the tokens before `position` with a schema (of graphql-js), and tells the innermost frame there.
 *
 * A frame has `kind` (document, selection, arguments, input, list, variables), `type` or `args`, and what was read of its
 * current member. `word` is the token that is being typed.
 */
export function scope(text, position, schema, language) {
  const { getNamedType, getNullableType, isListType } = language;
  const found = tokens(text);
  const word = found.find((token) => token.from < position && position <= token.to && ["name", "variable", "directive"].includes(token.kind));
  const inside = found.find((token) => token.from < position && position < token.to && ["string", "comment"].includes(token.kind));
  if (inside || found.some((token) => token.kind === "comment" && token.to === position)) return null;
  const stack = [{ kind: "document", state: "start" }];
  const variables = new Map();
  const fragments = found.filter((token, index) => found[index - 1]?.text === "fragment").map((token) => token.text);
  const itemType = (type) => {
    const inner = type && getNullableType(type);
    return inner && isListType(inner) ? inner.ofType : type;
  };
  const open = (frame) => stack.push({ state: "start", used: [], ...frame });
  for (const token of found) {
    if (token === word || token.from >= position) break;
    const frame = stack.at(-1);
    read(frame, token);
  }
  return { ...stack.at(-1), word, variables, fragments, from: word?.from ?? position };

  function read(frame, token) {
    const { text: symbol, kind } = token;
    if (kind === "comment") return;
    if (kind === "directive") return void (frame.directive = schema.getDirective(symbol.slice(1)) ?? null);
    if (symbol === "(" && frame.directive !== undefined) {
      const args = frame.directive?.args ?? [];
      frame.directive = undefined;
      return open({ kind: "arguments", args });
    }
    if (frame.kind !== "document" || symbol !== "on") frame.directive = undefined;
    if (frame.kind === "document") return document(frame, symbol, kind);
    if (frame.kind === "selection") return selection(frame, symbol, kind);
    if (frame.kind === "variables") return definition(frame, symbol, kind, token);
    if (frame.kind === "list") return value(frame, symbol, itemType(frame.type), "]");
    members(frame, symbol, kind);
  }
  function document(frame, symbol, kind) {
    if (symbol === "{") {
      const type = frame.type ?? rootType(schema, frame.operation ?? "query");
      Object.assign(frame, { operation: null, type: null, state: "start" });
      return open({ kind: "selection", type });
    }
    if (symbol === "(") return open({ kind: "variables" });
    if (frame.state === "on") Object.assign(frame, { type: schema.getType(symbol), state: "typed" });
    else if (symbol === "on" && frame.operation === "fragment") frame.state = "on";
    else if (kind === "name" && frame.state === "start") Object.assign(frame, { operation: symbol, state: "named" });
  }
  function selection(frame, symbol, kind) {
    if (symbol === "}") return void stack.pop();
    if (symbol === "{") {
      const type = frame.state === "field" ? frame.field && getNamedType(frame.field.type) : (frame.condition ?? frame.type);
      Object.assign(frame, { state: "start", condition: null });
      return open({ kind: "selection", type });
    }
    if (symbol === "(") return open({ kind: "arguments", args: frame.field?.args ?? [] });
    if (kind === "spread") return void Object.assign(frame, { state: "spread", condition: null });
    if (symbol === ":") return void (frame.state = "alias");
    if (kind !== "name") return;
    if (frame.state === "spread") frame.state = symbol === "on" ? "on" : "start";
    else if (frame.state === "on") Object.assign(frame, { condition: schema.getType(symbol) ?? null, state: "condition" });
    else {
      if (frame.state !== "alias") frame.used.push(symbol);
      Object.assign(frame, { field: frame.type?.getFields?.()[symbol] ?? null, state: "field" });
    }
  }
  function members(frame, symbol, kind) {
    const expected = frame.state === "value" ? frame.member?.type : null;
    if (symbol === (frame.kind === "input" ? "}" : ")")) return void stack.pop();
    if (frame.state === "value") {
      if (symbol !== "[" && symbol !== "{") frame.state = "start";
      return value(frame, symbol, expected, null);
    }
    if (symbol === ":") return void (frame.state = "value");
    if (kind !== "name") return;
    frame.used.push(symbol);
    const known = frame.kind === "input" ? Object.values(frame.type?.getFields?.() ?? {}) : frame.args;
    frame.member = known.find((member) => member.name === symbol) ?? null;
  }
  function value(frame, symbol, type, close) {
    if (symbol === close) return void stack.pop();
    const reset = () => frame.kind !== "list" && (frame.state = "start");
    if (symbol === "[") reset(), open({ kind: "list", type: type && getNullableType(type) });
    if (symbol === "{") reset(), open({ kind: "input", type: type && getNamedType(type) });
  }
  function definition(frame, symbol, kind, token) {
    if (symbol === ")") return void stack.pop();
    if (kind === "variable") Object.assign(frame, { state: "named", variable: symbol }), variables.set(symbol, null);
    else if (symbol === ":") frame.state = "type";
    else if (symbol === "=") frame.state = "default";
    else if (kind === "name" && frame.state === "type") {
      frame.type = schema.getType(symbol) ?? null;
      variables.set(frame.variable, frame.type);
    } else if (frame.state === "default") value({ ...frame, kind: "list" }, symbol, frame.type, null);
  }
}
