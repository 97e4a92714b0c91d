// What can be written at a place of a document, and what is written there. No DOM.
import { scope } from "./scope.js";

const text = (description) => description?.trim() || undefined;
const notes = (members) =>
  members.map((member) => ({
    label: member.name, detail: String(member.type), info: text(member.description), kind: "property",
    boost: String(member.type).startsWith("[") || /Connection!?$/.test(String(member.type)) ? 1 : 0,
  }));

/** `{from, options}` for `position`, or null. An option has label, detail, info and kind. */
export function complete(document, position, schema, language) {
  const place = scope(document, position, schema, language);
  if (!place) return null;
  const options = place.word?.kind === "directive" || document[position - 1] === "@" ? directives(schema)
    : place.kind === "document" ? definitions(place, schema, language)
    : place.kind === "selection" ? fields(place, schema, language)
    : place.kind === "variables" ? variableTypes(place, schema, language)
    : values(place, language);
  return options.length ? { from: place.from, options } : null;
}

const directives = (schema) =>
  schema.getDirectives().map((directive) => ({ label: `@${directive.name}`, info: text(directive.description), kind: "keyword" }));

function definitions(place, schema, language) {
  if (place.state === "on") return composites(schema, language);
  if (place.state !== "start") return [];
  return ["query", "mutation", "subscription", "fragment"]
    .filter((word) => word !== "mutation" || schema.getMutationType())
    .filter((word) => word !== "subscription" || schema.getSubscriptionType())
    .map((label) => ({ label, kind: "keyword" }));
}

const named = (type) => ({ label: type.name, info: text(type.description), kind: "type" });
const composites = (schema, { isCompositeType }, within) =>
  Object.values(schema.getTypeMap())
    .filter((type) => isCompositeType(type) && !type.name.startsWith("__"))
    .filter((type) => !within || type === within || schema.isSubType(within, type))
    .map(named);

function fields(place, schema, language) {
  if (place.state === "on") return composites(schema, language, language.isObjectType(place.type) ? undefined : place.type);
  if (place.state === "spread") {
    return [{ label: "on", kind: "keyword" }, ...place.fragments.map((label) => ({ label, kind: "variable" }))];
  }
  const known = Object.values(place.type?.getFields?.() ?? {});
  return [...notes(known), { label: "__typename", detail: "String!", kind: "property" }];
}

const variableTypes = (place, schema, { isScalarType, isEnumType, isInputObjectType }) =>
  place.state === "type"
    ? Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__") && (isScalarType(type) || isEnumType(type) || isInputObjectType(type))).map(named)
    : place.state === "default" ? constants(place.type, { isEnumType }) : [];

function constants(type, { isEnumType }) {
  if (isEnumType(type)) {
    return type.getValues().map((value) => ({ label: value.name, info: text(value.description), kind: "enum" }));
  }
  return type?.name === "Boolean" ? ["true", "false"].map((label) => ({ label, kind: "keyword" })) : [];
}

function values(place, language) {
  const { getNamedType, isInputObjectType } = language;
  const members = place.kind === "input" ? Object.values(place.type?.getFields?.() ?? {}) : (place.args ?? []);
  if (place.kind !== "list" && place.state !== "value") return notes(members.filter((member) => !place.used.includes(member.name)));
  const type = place.kind === "list" ? place.type : place.member?.type;
  if (!type) return [];
  const inner = getNamedType(type);
  const variables = [...place.variables]
    .filter(([, declared]) => !declared || declared === inner)
    .map(([label, declared]) => ({ label, detail: declared?.name, kind: "variable" }));
  const object = isInputObjectType(inner) ? [{ label: "{}", detail: inner.name, info: text(inner.description), kind: "type", inside: 1 }] : [];
  return [...constants(inner, language), ...variables, ...object];
}

/** What stands at `position`: `{from, to, title, text}`, or null. */
export function describe(document, position, schema, language) {
  const at = scope(document, Math.min(document.length, position), schema, language);
  const word = at?.word;
  if (!word) return null;
  const here = scope(document, word.from + 1, schema, language);
  const of = (title, description) => ({ from: word.from, to: word.to, title, text: text(description) ?? "" });
  if (word.kind === "directive") {
    const directive = schema.getDirective(word.text.slice(1));
    return directive ? of(`@${directive.name}`, directive.description) : null;
  }
  const member = here.kind === "selection" ? here.type?.getFields?.()[word.text]
    : here.kind === "arguments" && here.state !== "value" ? here.args.find((argument) => argument.name === word.text)
    : here.kind === "input" && here.state !== "value" ? here.type?.getFields?.()[word.text] : null;
  if (member) return of(`${here.kind === "arguments" ? "" : `${here.type.name}.`}${member.name}: ${member.type}`, member.description);
  const type = language.getNamedType((here.kind === "list" ? here.type : here.member?.type) ?? null);
  const value = type?.getValue?.(word.text);
  if (value) return of(`${type.name}.${value.name}`, value.description);
  const named = schema.getType(word.text);
  return named ? of(named.name, named.description) : null;
}
