// Problems of a document and of its variables, before it is sent.

const most = 50;

/** The document's problems: `{message, from, to}`. */
export function documentProblems(text, schema, language) {
  if (!text.trim()) return [];
  let document;
  try {
    document = language.parse(text);
  } catch (error) {
    const from = error.positions?.[0] ?? 0;
    return [{ message: error.message, from, to: from + 1 }];
  }
  return language.validate(schema, document, undefined, { maxErrors: most }).slice(0, most).map((error) => {
    const place = error.nodes?.[0]?.name?.loc ?? error.nodes?.[0]?.loc;
    return { message: error.message, from: place?.start ?? 0, to: place?.end ?? 1 };
  });
}

/** The problems of the variables' JSON against the operation's declarations: texts. */
export function variableProblems(text, document, name, schema, language) {
  let values;
  try {
    values = text.trim() ? JSON.parse(text) : {};
  } catch (error) {
    return [error.message];
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) return ["Variables are a JSON object."];
  const operation = document && operationOf(document, name);
  if (!operation || !schema) return [];
  const problems = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const variable = definition.variable.name.value;
    const type = language.typeFromAST(schema, definition.type);
    if (!type) continue;
    if (values[variable] === undefined) {
      if (language.isNonNullType(type) && !definition.defaultValue) problems.push(`$${variable}: a value of type ${type} is required.`);
      continue;
    }
    language.coerceInputValue(values[variable], type, (path, _, error) => problems.push(`$${[variable, ...path].join(".")}: ${error.message}`));
  }
  return problems.slice(0, most);
}

/** The operation of a parsed document by name, else its first. */
export function operationOf(document, name) {
  const all = document.definitions.filter((definition) => definition.kind === "OperationDefinition");
  return all.find((operation) => name && operation.name?.value === name) ?? all[0] ?? null;
}
