// The schema's type for each path of an answer.
import { operationOf } from "./problems.js";

/** A map from response path ("tickets.nodes.number") to type name; lists and non-null are left out. */
export function answerTypes(text, name, schema, language) {
  const types = new Map();
  let document;
  try {
    document = language.parse(text);
  } catch {
    return types;
  }
  const operation = operationOf(document, name);
  if (!operation) return types;
  const fragments = new Map(document.definitions.filter(({ kind }) => kind === "FragmentDefinition").map((fragment) => [fragment.name.value, fragment]));
  const root = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() }[operation.operation];
  const walk = (selections, type, path, within) => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === "Field") {
        const key = [...path, selection.alias?.value ?? selection.name.value];
        const field = type?.getFields?.()[selection.name.value];
        const inner = field ? language.getNamedType(field.type) : null;
        if (inner) types.set(key.join("."), inner.name);
        walk(selection.selectionSet, inner, key, within);
      } else if (selection.kind === "InlineFragment") {
        walk(selection.selectionSet, selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type, path, within);
      } else if (!within.includes(selection.name.value)) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), path, [...within, selection.name.value]);
      }
    }
  };
  walk(operation.selectionSet, root, [], []);
  return types;
}
