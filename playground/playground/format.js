// Lays a document out anew; comments are kept, commas are not.
import { tokens } from "./tokens.js";

const width = 100;
const indent = (depth) => "  ".repeat(depth);

/** The document with one field a line. Text that is no GraphQL stays in its order. */
export function formatDocument(text) {
  const all = tokens(text);
  const lines = [];
  let line = "";
  let depth = 0;
  const flush = () => {
    if (line.trim()) lines.push(indent(depth) + line.trim());
    line = "";
  };
  for (let index = 0; index < all.length; index++) {
    const token = all[index];
    const previous = all[index - 1];
    const begins = previous && text.slice(previous.to, token.from).includes("\n");
    if (token.kind === "comment") {
      if (begins || !previous) flush();
      line += (line ? " " : "") + token.text;
      flush();
    } else if (token.text === "{") {
      line = line ? `${line} {` : "{";
      flush();
      depth++;
    } else if (token.text === "}") {
      flush();
      depth = Math.max(0, depth - 1);
      lines.push(indent(depth) + "}");
      if (depth === 0 && index < all.length - 1) lines.push("");
    } else if (token.text === "(") {
      const end = closing(all, index);
      line += parenthesized(all.slice(index + 1, end), depth, line.length - line.lastIndexOf("\n") - 1);
      index = end;
    } else {
      if (startsItem(token, previous, line, depth)) flush();
      line += separator(line, previous, token) + token.text;
    }
  }
  flush();
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trimEnd() + "\n";
}

/** Whether a token begins a new selection. */
function startsItem(token, previous, line, depth) {
  if (depth === 0 || !line) return false;
  if (token.kind === "spread") return true;
  if (token.kind !== "name") return false;
  return ![":", "...", "on"].includes(previous.text) || (previous.text === "on" && !line.trimStart().startsWith("..."));
}

const separator = (line, previous, token) =>
  !line || token.text === ":" || previous?.text === "..." && token.text !== "on" ? "" : " ";

function closing(all, start) {
  let depth = 0;
  for (let index = start; index < all.length; index++) {
    if ("([{".includes(all[index].text)) depth++;
    if (")]}".includes(all[index].text) && --depth === 0) return index;
  }
  return all.length;
}

/** Arguments or variables: on one line where they fit and have no comment, else one a line. */
function parenthesized(inner, depth, before) {
  const items = split(inner);
  const hasComment = inner.some((token) => token.kind === "comment");
  const joined = items.map(inline).join(", ");
  if (!hasComment && indent(depth).length + before + joined.length + 2 <= width) return `(${joined})`;
  return `(\n${items.map((item) => indent(depth + 1) + inline(item)).join("\n")}\n${indent(depth)})`;
}

/** The members of a list of arguments, each with its tokens. */
function split(inner) {
  const items = [];
  let depth = 0;
  inner.forEach((token, index) => {
    const next = inner[index + 1];
    const begins = depth === 0 && (token.kind === "comment" || ((token.kind === "name" || token.kind === "variable") && next?.text === ":"));
    if (begins && !(items.at(-1)?.length === 0)) items.push([]);
    if (!items.length) items.push([]);
    items.at(-1).push(token);
    if ("([{".includes(token.text)) depth++;
    if (")]}".includes(token.text)) depth--;
  });
  return items;
}

/** A value on one line. */
function inline(item) {
  let text = "";
  item.forEach((token, index) => {
    const previous = item[index - 1];
    const next = item[index + 1];
    if (!previous || "([{".includes(previous.text) || ")]}:!".includes(token.text)) text += token.text;
    else if (previous.text === ":" || token.text === "=" || previous.text === "=" || token.kind === "directive") text += ` ${token.text}`;
    else text += `${next?.text === ":" || token.kind !== "punctuation" || "[{".includes(token.text) ? "," : ""} ${token.text}`;
  });
  return text;
}
