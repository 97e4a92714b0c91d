// The pages' pure modules, tested in the page itself. Gives a list of `[name, problem]`; a problem is null where all is well.
async () => {
  const load = async (...paths) => Object.assign({}, ...(await Promise.all(paths.map((path) => import(path)))));
  const {
    complete, describe, formatDocument, operationAt, tokens, documentProblems, variableProblems, answerTypes, choices, points, fragmentOf,
    readFragment, timeline, writeQuery, lists, rowsOf, columns, durationSeconds, sortKey, compareKeys, field, csvLines, jsonLines, sorted,
    readQuestion, beginning, moments, search, uses, tilesOf, daysOf, dueOf, operationOf, refusedFragments, readFilters, variablesOf, findInJSON, createProtocol, inUnit, textsOf,
  } = await load(
    ...["completion", "format", "tokens", "problems", "answer-types", "chart-choice", "share", "plan", "picker", "schema", "json"].map((name) => `/playground/${name}.js`),
    ...["shape", "csv", "sort", "question", "live-protocol"].map((name) => `/core/${name}.js`),
    ...["tiles", "kpi", "volume", "vip", "operation", "filters"].map((name) => `/dashboard/${name}.js`),
  );
  const language = await import("/parts/graphql-16.6/graphql.js");
  const sdl = `{"types": [
    {"kind": "OBJECT", "name": "Query", "fields": [
      {"name": "ticket", "args": [{"name": "id", "type": {"kind": "NON_NULL", "ofType": {"kind": "SCALAR", "name": "ID"}}}], "type": {"kind": "OBJECT", "name": "Ticket"}},
      {"name": "tickets", "description": "All of them", "args": [{"name": "first", "type": {"kind": "SCALAR", "name": "Int"}}, {"name": "after", "type": {"kind": "SCALAR", "name": "String"}}, {"name": "where", "type": {"kind": "INPUT_OBJECT", "name": "TicketFilter"}}], "type": {"kind": "OBJECT", "name": "TicketConnection"}}]},
    {"kind": "OBJECT", "name": "TicketConnection", "fields": [{"name": "nodes", "args": [], "type": {"kind": "LIST", "ofType": {"kind": "OBJECT", "name": "Ticket"}}}]},
    {"kind": "OBJECT", "name": "Ticket", "description": "A matter", "fields": [
      {"name": "number", "args": [], "type": {"kind": "SCALAR", "name": "String"}}, {"name": "total", "args": [], "type": {"kind": "SCALAR", "name": "Decimal"}},
      {"name": "status", "args": [], "type": {"kind": "ENUM", "name": "Status"}}]},
    {"kind": "INPUT_OBJECT", "name": "TicketFilter", "inputFields": [{"name": "status", "type": {"kind": "INPUT_OBJECT", "name": "StatusFilter"}}, {"name": "not", "type": {"kind": "INPUT_OBJECT", "name": "TicketFilter"}}]},
    {"kind": "INPUT_OBJECT", "name": "StatusFilter", "inputFields": [{"name": "eq", "type": {"kind": "ENUM", "name": "Status"}}, {"name": "in", "type": {"kind": "LIST", "ofType": {"kind": "ENUM", "name": "Status"}}}]},
    {"kind": "ENUM", "name": "Status", "enumValues": [{"name": "NEW", "description": "Nobody has it"}, {"name": "OPEN"}]},
    {"kind": "SCALAR", "name": "Decimal"}, {"kind": "SCALAR", "name": "ID"}, {"kind": "SCALAR", "name": "String"}, {"kind": "SCALAR", "name": "Int"}, {"kind": "SCALAR", "name": "Boolean"}],
    "queryType": {"name": "Query"}, "directives": [{"name": "include", "locations": ["FIELD"], "args": [{"name": "if", "type": {"kind": "NON_NULL", "ofType": {"kind": "SCALAR", "name": "Boolean"}}}]}]}`;
  const whole = (value) => {
    for (const type of value.types) for (const key of ["fields", "inputFields", "interfaces", "possibleTypes", "enumValues"]) type[key] ??= key === "interfaces" ? [] : null;
    return { __schema: { mutationType: null, subscriptionType: null, ...value } };
  };
  const schema = language.buildClientSchema(whole(JSON.parse(sdl)));
  const results = [];
  const same = (value, wanted) => {
    const [one, other] = [JSON.stringify(value), JSON.stringify(wanted)];
    if (one !== other) throw new Error(`${one} instead of ${other}`);
  };
  const test = async (name, body) => {
    try {
      await body();
      results.push([name, null]);
    } catch (error) {
      results.push([name, error.message]);
    }
  };
  const labels = (text) => complete(text.replace("|", ""), text.indexOf("|"), schema, language)?.options.map(({ label }) => label) ?? null;

  for (const [place, text, wanted] of [
    ["a field", "{ tick|", ["ticket", "tickets", "__typename"]], ["a field of a list", "{ tickets { nodes { |", ["number", "total", "status", "__typename"]],
    ["an argument", "{ tickets(|", ["first", "after", "where"]], ["an argument that is left", "{ tickets(first: 3, |", ["after", "where"]],
    ["a member of an input", "{ tickets(where: {sta|", ["status", "not"]], ["an enum", "{ tickets(where: {status: {eq: |", ["NEW", "OPEN"]],
    ["an enum in a list", "{ tickets(where: {status: {in: [NEW, |", ["NEW", "OPEN"]], ["a variable", "query($x: Int) { tickets(first: $|", ["$x"]],
    ["a directive", "{ tickets @|", ["@include"]], ["a directive's argument", "{ tickets @include(|", ["if"]], ["a type of a variable", "query($x: |", ["ID", "String", "Int", "Decimal", "TicketFilter", "StatusFilter", "Status", "Boolean"]],
    ["nothing in a comment", "{ # tick|", null], ["nothing in a string", '{ ticket(id: "x|y', null],
  ]) await test(`completes ${place}`, () => same(labels(text)?.toSorted() ?? null, wanted?.toSorted() ?? null));
  await test("describes a field", () => same(describe("{ tickets { nodes { number } } }", 22, schema, language).title, "Ticket.number: String"));
  await test("describes an enum value", () => same(describe("{ tickets(where: {status: {eq: NEW}}) { nodes { number } } }", 32, schema, language).text, "Nobody has it"));
  await test("formats a document and keeps its comments", () => same(formatDocument("#a\n{tickets(first:3 where:{status:{in:[NEW,OPEN]}}){nodes{x:number #b\n...on Ticket{total}}}}"), "#a\n{\n  tickets(first: 3, where: {status: {in: [NEW, OPEN]}}) {\n    nodes {\n      x: number #b\n      ... on Ticket {\n        total\n      }\n    }\n  }\n}\n"));
  await test("what is formatted twice stays", () => {
    const once = formatDocument('query A($a: String = "x", $b: [Int!]! = [1, -2]) @include(if: true) { a: ticket(id: $a) { number @include(if: false) } ...F } fragment F on Query { ticket(id: 1) { status } }');
    same(formatDocument(once), once);
    language.parse(once);
  });
  await test("finds the operation at the cursor", () => same([operationAt("query A { a } mutation B { b }", 20)?.name, operationAt("query A { a } mutation B { b }", 3)?.name, operationAt("{ a }", 2)?.name], ["B", "A", null]));
  await test("an unfinished string ends the tokens", () => same(tokens('{ a(b: """x').at(-1).kind, "string"));
  await test("marks a problem at its place", () => same(documentProblems("{ tickets { nodes { nmber } } }", schema, language).map(({ from, to }) => [from, to]), [[20, 25]]));
  await test("says what is wrong with variables", () => same(variableProblems('{"x": "no"}', language.parse("query($x: Int!, $y: Int!) { tickets(first: $x) { nodes { number } } }"), null, schema, language).length, 2));

  const data = { tickets: { nodes: [{ number: "T-2", total: "10.5", client: { name: "Ewa" }, messages: { nodes: [{ body: "a" }, { body: "b" }] } }, { number: "T-1", total: "9.5", client: null, messages: { nodes: [] } }] } };
  await test("an answer has its lists, the outer one first", () => same(lists(data).map(({ name }) => name), ["tickets", "tickets.messages"]));
  await test("objects are dotted columns, inner lists are counted", () => same(columns(data, lists(data)[0]).map(({ label }) => label), ["number", "total", "client.name", "messages"]));
  await test("a row of an inner list has the outer row's columns", () => same([...rowsOf(data, lists(data)[1])].map((row) => columns(data, lists(data)[1]).map((column) => column.read(row))), [["T-2", "10.5", "Ewa", "a"], ["T-2", "10.5", "Ewa", "b"]]));
  await test("an answer without a list is one row", () => same(columns({ ticket: { number: "T" } }, lists({ ticket: { number: "T" } })[0]).map((column) => [column.label, column.read([{ ticket: { number: "T" } }])]), [["ticket.number", "T"]]));
  await test("the schema says that a Decimal is a number", () => {
    const types = answerTypes("{ tickets { nodes { sum: total number } } }", null, schema, language);
    same([types.get("tickets.nodes.sum"), columns({ tickets: { nodes: [{ sum: "1.5" }] } }, lists({ tickets: { nodes: [{ sum: "1.5" }] } })[0], types)[0].isNumber], ["Decimal", true]);
  });
  await test("a duration is sorted by its length", () => same(["PT1H30M", "P1DT1S", "-PT5S"].map(durationSeconds), [5400, 86401, -5]));
  await test("numbers are sorted as numbers, texts by the language, nulls last", async () => {
    const collator = new Intl.Collator("pl", { numeric: true });
    const order = async (values, column, direction) => (await sorted(values, (one, other) => compareKeys(sortKey(column, one), sortKey(column, other), direction, collator)));
    same(await order(["10", "9.5", null, "-1"], { isNumber: true, type: "Decimal" }, "ascending"), ["-1", "9.5", "10", null]);
    same(await order(["ż", "z", "ą", "a", null], { isNumber: false }, "descending"), ["ż", "z", "ą", "a", null]);
  });
  await test("10,000 values are sorted as Array.sort does", async () => {
    const values = Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_007);
    same(await sorted(values, (one, other) => one - other), values.toSorted((one, other) => one - other));
  });
  await test("a text that is a formula is made harmless in CSV, a number is not", () => same(["=1+1", "+1", "-1", "@x", "\tx", "a"].map((text) => field(text, false)).concat(field("-1.5", true), field(-2, false), field(null)), ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "a", "-1.5", "-2", ""]));
  await test("CSV quotes commas, quotation marks and line ends", () => same([...csvLines([{ label: "a,b", read: (row) => row }], ['x"y', "1\n2"])].join(""), '"a,b"\r\n"x""y"\r\n"1\n2"\r\n'));
  await test("NDJSON has an object a line", () => same([...jsonLines([{ label: "a", read: (row) => row }], [1, undefined])].join(""), '{"a":1}\n{"a":null}\n'));
  await test("a link has the query and its variables", async () => same(await readFragment("#" + (await fragmentOf({ query: "{ a } # żółć", variables: "{}" }))), { query: "{ a } # żółć", variables: "{}" }));
  await test("a link that is a bomb is refused", async () => {
    const bomb = await fragmentOf({ query: " ".repeat(1 << 19), variables: "{}" });
    const large = new Uint8Array(8 << 20);
    const stream = new Blob([large]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const letters = [...new Uint8Array(await new Response(stream).arrayBuffer())].map((byte) => String.fromCharCode(byte)).join("");
    const refused = await readFragment("#q=" + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")).then(() => "read", (error) => error.message);
    same([Boolean(await readFragment(`#${bomb}`)), refused], [true, "The link is too large."]);
  });
  const column = (label, read, more = {}) => ({ label, read, type: null, isNumber: false, isList: false, ...more });
  const number = column("n", (row) => row.n, { isNumber: true });
  const kinds = (columnList, rows) => choices(columnList, rows).map(({ kind }) => kind)[0] ?? null;
  await test("the data choose the chart", () => same([
    kinds([column("d", (row) => row.d, { type: "DateTime" }), number], [{ d: "2026-01-01T00:00:00Z", n: 1 }, { d: "2026-01-02T00:00:00Z", n: 2 }]),
    kinds([column("c", (row) => row.c), number], [{ c: "a", n: 1 }, { c: "b", n: 2 }]),
    kinds([column("c", (row) => row.c), column("k", (row) => row.k), number], [{ c: "a", k: "x", n: 1 }, { c: "b", k: "y", n: 2 }]), kinds([number], [{ n: 1 }]),
  ], ["line", "bar", "heat", null]));
  await test("a line's days are those of Warsaw", () => same(points({ kind: "line", by: column("d", (row) => row), series: null, value: null }, ["2026-10-31T23:00:00Z", "2026-11-01", null]).axis, ["2026-11-01"]));
  await test("rows of one category are averaged, without a value counted", () => {
    const rows = [{ c: "a", n: 1 }, { c: "a", n: 3 }, { c: "b", n: 5 }];
    const by = column("c", (row) => row.c);
    same([points({ kind: "bar", by, series: null, value: number }, rows).values, points({ kind: "bar", by, series: null, value: null }, rows).values], [[[2, 5]], [[2, 1]]]);
  });
  await test("a step of the plan begins when its parent is done", () => same(timeline([{ step: 1, parent: 0, waitMicroseconds: 2, runMicroseconds: 3 }, { step: 0, parent: null, waitMicroseconds: 1, runMicroseconds: 4 }]).steps.map(({ start, end }) => [start, end]), [[0, 5], [5, 10]]));
  await test("picked fields are a valid query with pages", () => {
    const text = writeQuery(schema.getQueryType().getFields().tickets, new Map([["number", new Map()]]), language);
    same(language.validate(schema, language.parse(text)).map(({ message }) => message), ['Cannot query field "pageInfo" on type "TicketConnection".']);
  });
  await test("the schema is searched by name and description, generated types last", () => same(search(schema, "matter").concat(search(schema, "status")).map(({ coordinate }) => coordinate), ["Ticket", "Status", "Ticket.status", "TicketFilter.status", "StatusFilter"]));
  await test("a type's uses are fields and arguments", () => same(uses(schema, schema.getType("TicketFilter"), language).map(({ coordinate }) => coordinate), ["Query.tickets(where:)"]));
  await test("JSON is searched by path and value", () => same(findInJSON({ a: [{ b: "needle" }], needle: 1 }, "needle").map(({ path }) => path), ["a[0].b", "needle"]));
  await test("a question has its words, roles and variables", () => same(readQuestion({ name: "x", text: '# en: What?\n# pl: Co?\n# roles: admin, agent\n# variables: {"a": "@now"}\nquery { a }' }), { name: "x", title: { en: "What?", pl: "Co?" }, note: { en: "", pl: "" }, roles: ["admin", "agent"], show: "table", variables: '{"a": "@now"}', query: "query { a }\n" }));
  await test("weeks begin on Monday in Warsaw, daylight saving included", () => same([
    beginning("week", -1, new Date("2026-11-30T12:00:00Z")), beginning("week", 0, new Date("2026-10-25T12:00:00Z")), beginning("day", 1, new Date("2026-03-28T12:00:00Z")), beginning("month", -12, new Date("2026-01-31T23:30:00Z")),
  ].map((date) => date.toISOString()), ["2026-11-22T23:00:00.000Z", "2026-10-18T22:00:00.000Z", "2026-03-28T23:00:00.000Z", "2025-01-31T23:00:00.000Z"]));
  await test("moments stand in JSON", () => same(moments('{"a": "@week-1", "b": "@other"}', new Date("2026-11-30T12:00:00Z")), '{"a": "2026-11-22T23:00:00Z", "b": "@other"}'));
  await test("the dashboard declares the variables that its panels use", () => same(operationOf([{ name: "vip", text: "fragment vip on Query { a(where: $vip) }" }]).used, ["vip"]));
  await test("the dashboard subscribes to the fields that it asks", () => same(operationOf([{ name: "vip", text: "fragment vip on Query { a(where: $vip) }" }], true).text.split("\n")[0], "subscription Dashboard($vip: TicketFilter!) { live { ...vip } }"));
  await test("a panel whose fields are unknown is left out", () => {
    const { text, places } = operationOf([{ name: "a", text: "fragment a on Query {\n  x\n}\n" }, { name: "b", text: "fragment b on Query {\n  y\n}\n" }]);
    const line = text.split("\n").findIndex((item) => item.trim() === "y") + 1;
    same([...refusedFragments([{ locations: [{ line, column: 3 }] }], places)], ["b"]);
  });
  await test("filters come of the address, unknown ones do not", () => same(readFilters("?range=week&tier=VIP_GOLD&channel=FAX"), { range: "week", tier: "VIP_GOLD", channel: null }));
  await test("filters are conditions", () => same(variablesOf({ range: "today", tier: "PREMIUM", channel: "CHAT" }, new Date("2026-11-30T12:00:00Z")).tickets, { tier: { eq: "PREMIUM" }, channel: { eq: "CHAT" }, createdAt: { gte: "2026-11-29T23:00:00.000Z" } }));
  await test("tiles without data are absent", () => same(tilesOf({ waiting: { aggregate: { count: 3 } } }).map(({ figure }) => figure), ["3"]));
  await test("a KPI is shown in its unit", () => same([[0.9651, "RATIO", 4], [176.2, "SECONDS", 0], [12.4, "PLN", 2], [0.99972, "RATIO", 4], [null, "COUNT", 0], [42.37, "POINTS", 1]].map((item) => inUnit(...item)), ["96.5%", "2 min", "12.40 PLN", "99.97%", "–", "42.4"]));
  await test("a KPI says its target, status, change and basis", () => same(textsOf({
    unit: "SCORE", value: 4.56, n: 936, p90: 5, target: { operator: "AT_LEAST", value: "4.7", upperValue: null }, mixTarget: 4.43, status: "AT_RISK", reason: null, change: -0.03, partial: true,
    definition: { decimals: 2, label: { en: "Satisfaction", pl: "Satysfakcja" } },
  }, "pl"), { name: "Satysfakcja", figure: "4.56", shape: "■", word: "at risk", tone: "risk", target: "target ≥ 4.70", mix: "4.43 by the mix of tiers", spread: "", change: "−0.03 since the range before", basis: "n = 936, so far" }));
  await test("a KPI without data says why", () => same(textsOf({
    unit: "RATIO", value: null, n: 0, p90: null, target: null, mixTarget: null, status: "NO_DATA", reason: "NOT_COLLECTED", change: null, partial: false, definition: { decimals: 4, label: { en: "A", pl: "B" } },
  }, "en"), { name: "A", figure: "–", shape: "○", word: "no data", tone: "quiet", target: "", mix: "", spread: "", change: "", basis: "n = 0, not collected yet" }));
  await test("days without a ticket have 0", () => same(daysOf([{ key: { createdAt: "b", channel: "X" }, aggregate: { count: 2 } }, { key: { createdAt: "a", channel: "Y" }, aggregate: { count: 1 } }]), { days: ["a", "b"], channels: ["X", "Y"], values: [[0, 2], [1, 0]] }));
  await test("the first response is due before the resolution", () => same([dueOf({ firstResponseAt: null, sla: { firstResponseDueAt: "1970-01-01T00:01:00Z", resolutionDueAt: null } }, 0), dueOf({ firstResponseAt: "x", sla: { firstResponseDueAt: "1970-01-01T00:01:00Z", resolutionDueAt: "1970-01-01T00:02:00Z" } }, 180_000)], [{ left: 60, isResponse: true }, { left: -60, isResponse: false }]));

  const request = { query: "subscription { live { a } }" };
  const greeted = (random = () => 1) => {
    const protocol = createProtocol(request, random);
    protocol.opened("t");
    protocol.received('{"type":"connection_ack"}');
    return protocol;
  };
  const subscribed = (extensions) => [{ send: { type: "subscribe", id: "1", payload: { ...request, ...(extensions && { extensions }) } } }, { isLive: true }];
  await test("a subscription begins with the token, and subscribes when it is acknowledged", () => {
    const protocol = createProtocol(request);
    same(protocol.opened("t"), [{ send: { type: "connection_init", payload: { authorization: "Bearer t" } } }]);
    same(protocol.received('{"type":"connection_ack"}'), subscribed());
  });
  await test("without a token connection_init has no payload", () => same(createProtocol(request).opened(""), [{ send: { type: "connection_init" } }]));
  await test("a ping is answered", () => same(greeted().received('{"type":"ping","payload":{}}'), [{ send: { type: "pong" } }]));
  await test("an answer is handed on; one for another id is not", () => {
    const protocol = greeted();
    same(protocol.received('{"type":"next","id":"1","payload":{"data":{"live":{"a":1}}}}'), [{ answer: { data: { live: { a: 1 } } } }]);
    same(protocol.received('{"type":"next","id":"2","payload":{"data":null}}'), []);
  });
  await test("whoever comes back says the cursor and the digest of the last answer", () => {
    const protocol = greeted();
    protocol.received('{"type":"next","id":"1","payload":{"data":{},"extensions":{"cursor":"c","live":{"digest":"d"}}}}');
    same(protocol.closed(1012), [{ isLive: false }, { retry: 250 }]);
    protocol.opened("t");
    same(protocol.received('{"type":"connection_ack"}'), subscribed({ cursor: "c", live: { digest: "d" } }));
  });
  await test("attempts wait twice as long each time, 8 s at most, with jitter; an acknowledged one begins anew", () => {
    const protocol = createProtocol(request, () => 1);
    same(Array.from({ length: 7 }, () => protocol.closed(1006)[1].retry), [250, 500, 1000, 2000, 4000, 8000, 8000]);
    protocol.opened("t");
    protocol.received('{"type":"connection_ack"}');
    same([protocol.closed(1006)[1].retry, greeted(() => 0).closed(1006)[1].retry], [250, 125]);
  });
  await test("an expired token is renewed; one that is refused at once ends the subscription", () => {
    const protocol = greeted();
    same(protocol.closed(4403), [{ isLive: false }, { retry: 250 }]);
    protocol.opened("t");
    same(protocol.closed(4403), [{ end: { errors: [], isRefused: true } }]);
    same([protocol.state, protocol.received('{"type":"ping"}'), protocol.closed(1006)], ["ended", [], []]);
  });
  await test("codes after which another attempt would end the same way end the subscription", () => same([4400, 4406, 4409].map((code) => greeted().closed(code)[0].end?.isRefused), [false, false, false]));
  await test("errors end the subscription", () => same(greeted().received('{"type":"error","id":"1","payload":[{"message":"no"}]}'), [{ end: { errors: [{ message: "no" }], isRefused: false } }, { close: 1000 }]));
  await test("what is no message of a server closes with 4400", () => same(["{", "null", "3", '{"type":"toString"}', '{"type":"subscribe"}'].map((text) => greeted().received(text)), Array(5).fill([{ close: 4400 }])));
  await test("a subscription that is stopped is completed, and nothing is heard of it", () => {
    const protocol = greeted();
    same(protocol.stopped(), [{ send: { type: "complete", id: "1" } }, { close: 1000 }]);
    same([protocol.received('{"type":"next","id":"1","payload":{"data":null}}'), protocol.opened("t")], [[], [{ close: 1000 }]]);
  });
  return results;
}
