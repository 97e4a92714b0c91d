// The dashboard's one operation: a fragment for each panel.

const types = { tickets: "TicketFilter!", broken: "TicketFilter!", waiting: "TicketFilter!", vip: "TicketFilter!", surveys: "SurveyFilter!", range: "RangeInput!", segment: "SegmentInput!" };

/** The operation of these fragments, with the variables that they use; `isLive` makes it a subscription to the same fields. */
export function operationOf(fragments, isLive = false) {
  const used = Object.keys(types).filter((name) => fragments.some(({ text }) => new RegExp(`\\$${name}\\b`).test(text)));
  const declared = used.length ? `(${used.map((name) => `$${name}: ${types[name]}`).join(", ")})` : "";
  const spreads = fragments.map(({ name }) => `...${name}`).join(" ");
  const head = isLive ? `subscription Dashboard${declared} { live { ${spreads} } }\n` : `query Dashboard${declared} { ${spreads} }\n`;
  let line = 2;
  const places = fragments.map(({ name, text }) => {
    const place = { name, from: line, to: line + text.split("\n").length - 1 };
    line = place.to + 1;
    return place;
  });
  return { text: head + fragments.map(({ text }) => text).join("\n"), used, places };
}

/** Which fragments the errors of a validation are about; those fields are not in the caller's schema. */
export function refusedFragments(errors, places) {
  const lines = errors.flatMap((error) => error.locations ?? []).map(({ line }) => line);
  return new Set(places.filter(({ from, to }) => lines.some((line) => line >= from && line <= to)).map(({ name }) => name));
}

