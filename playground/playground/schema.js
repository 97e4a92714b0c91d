// The schema as the caller sees it: search over names and descriptions, types with their uses, and a picker of fields.
import { button, element, fill } from "../core/element.js";
import { t } from "../core/words.js";
import { createPicker } from "./picker.js";

const mostHits = 80;
// Types that the gateway generates; a search shows them last.
const generated = /(Filter|Order|GroupBy|Group|GroupKey|Aggregate|Connection|Edge|OrderBy|PageInfo|Percentile\w*)$/;

/** What a search finds: `{coordinate, description, type, member}`, names first, then descriptions, generated types last. */
export function search(schema, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const hits = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__")) continue;
    const members = type.getFields ? Object.values(type.getFields()) : type.getValues ? type.getValues() : [];
    for (const [member, name, description] of [[null, type.name, type.description], ...members.map((item) => [item, item.name, item.description])]) {
      const inName = name.toLowerCase().includes(wanted);
      if (!inName && !description?.toLowerCase().includes(wanted)) continue;
      const rank = (generated.test(type.name) ? 10 : 0) + (name.toLowerCase() === wanted ? 0 : inName ? 1 : 2) + (type.name.startsWith("__") ? 5 : 0);
      hits.push({ coordinate: member ? `${type.name}.${name}` : name, description: description ?? "", type, member, rank });
    }
  }
  return hits.sort((one, other) => one.rank - other.rank || one.coordinate.length - other.coordinate.length).slice(0, mostHits);
}

/** Where a type is used: coordinates of fields and arguments. */
export function uses(schema, wanted, { getNamedType }) {
  const found = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || generated.test(type.name)) continue;
    for (const field of Object.values(type.getFields?.() ?? {})) {
      if (getNamedType(field.type) === wanted) found.push({ type, member: field, coordinate: `${type.name}.${field.name}` });
      for (const argument of field.args ?? []) if (getNamedType(argument.type) === wanted) found.push({ type, member: field, coordinate: `${type.name}.${field.name}(${argument.name}:)` });
    }
  }
  return found.slice(0, mostHits);
}

export function createBrowser(node, { onInsert, onQuery }) {
  const state = { schema: null, language: null };
  const input = element("input", { type: "search", "aria-label": t("Search the schema"), placeholder: t("Search names and descriptions"), oninput: () => find() });
  const status = element("p", { class: "quiet small", role: "status" });
  const body = element("div", {});
  const picks = button(t("Pick fields"), () => fill(body, state.schema ? createPicker(state.schema, state.language, onQuery) : null));
  fill(node, element("h2", {}, t("Schema")), input, element("div", { class: "row" }, button(t("Start"), () => root()), picks), status, body);

  const link = (name, type) => button(name, () => open(type), { class: "link" });
  const typeLink = (type) => link(String(type), state.language.getNamedType(type));
  function find() {
    if (!state.schema || !input.value.trim()) return root();
    const hits = search(state.schema, input.value);
    status.textContent = hits.length === mostHits ? t("The first {0} places", mostHits) : "";
    fill(body, hits.length ? element("ul", {}, hits.map((hit) => element("li", {}, link(hit.coordinate, hit.type), element("p", { class: "quiet small" }, hit.description)))) : element("p", { class: "quiet" }, t("Nothing has this name or description.")));
  }
  function root() {
    status.textContent = "";
    if (!state.schema) return fill(body, element("p", { class: "quiet" }, t("The schema is not here yet, or this role may not read it.")));
    const kinds = [state.schema.getQueryType(), state.schema.getMutationType(), state.schema.getSubscriptionType()].filter(Boolean);
    fill(body, element("ul", {}, kinds.map((type) => element("li", {}, link(type.name, type), element("p", { class: "quiet small" }, type.description ?? "")))));
  }
  function open(type) {
    status.textContent = "";
    const { language } = state;
    const members = type.getFields ? Object.values(type.getFields()) : type.getValues ? type.getValues() : [];
    const possible = language.isUnionType(type) || language.isInterfaceType(type) ? state.schema.getPossibleTypes(type) : [];
    const places = uses(state.schema, type, language);
    fill(body, element("h3", { tabindex: -1 }, type.name), type.description ? element("p", {}, type.description) : null,
      element("ul", {}, members.map((member) => element("li", {},
        button(member.name, () => onInsert(member.name), { class: "link", "aria-label": t("Insert {0}", member.name) }),
        member.args?.length ? element("span", { class: "quiet small" }, ` (${member.args.map((argument) => argument.name).join(", ")})`) : null,
        member.type ? [": ", typeLink(member.type)] : null,
        member.deprecationReason ? element("p", { class: "risk small" }, t("Deprecated: {0}", member.deprecationReason)) : null,
        member.description ? element("p", { class: "quiet small" }, member.description) : null))),
      possible.length ? [element("h3", {}, t("Possible types")), element("ul", {}, possible.map((inner) => element("li", {}, link(inner.name, inner))))] : null,
      places.length ? [element("h3", {}, t("Used by")), element("ul", {}, places.map((place) => element("li", {}, link(place.coordinate, place.type))))] : null);
    body.querySelector("h3").focus();
  }
  return {
    setSchema(schema, language) {
      if (state.schema === schema && body.firstChild) return;
      Object.assign(state, { schema, language });
      find();
    },
  };
}
