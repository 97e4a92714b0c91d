"""The playground, as somebody uses it who knows names only."""
import csv
import io
import json
import re

from browser import answer, button, cells, check_accessibility, documents, download, expect, picture, query, ready, run, storage, tab, text_of, watch, write

FIRST = "Which VIP clients waited longest last week?"
MINUTE = 60_000
TICKETS = "query Page($first: Int = 50, $after: String) { tickets(first: $first, after: $after, orderBy: [{createdAt: ASC}]) { nodes { number subject createdAt firstResponseSeconds client { fullName } } pageInfo { hasNextPage endCursor } } }"
MARKUP = "<img src=x onerror=\"alert(1)\"> javascript:alert(1) \u202etxt.exe"


def longest_waits(gateway, variables):
    """The same five names by another way: all VIP tickets of the week, sorted here."""
    document = "query($from: DateTime!, $until: DateTime!) { tickets(first: 500, where: {createdAt: {gte: $from, lt: $until}, client: {tier: {notIn: [STANDARD, PREMIUM]}}}) { nodes { firstResponseSeconds client { fullName } } } }"
    nodes = [node for node in gateway.ask(document, variables=variables)["data"]["tickets"]["nodes"] if node["firstResponseSeconds"] is not None]
    return [node["client"]["fullName"] for node in sorted(nodes, key=lambda node: -node["firstResponseSeconds"])[:5]]


def first_question(tests):
    """the first question is answered without typing, with the names that the data give"""
    with tests.visit(wait=False) as page:
        button(page, FIRST).click()
        ready(page)
        names = [row[0] for row in cells(page)]
        variables = json.loads(page.get_by_role("textbox", name="Variables").input_value())
        assert names == longest_waits(tests.gateway, variables), names
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", re.compile(r"^\d+$"))
        picture(page, "playground-light")


def completion(tests):
    """typing completes a field, an argument and an enum value; an error is marked and listed"""
    with tests.visit() as page:
        write(page, "")
        offers = page.get_by_role("listbox")
        for typed, wanted in [("{ tick", "tickets"), ("ets(wh", "where"), ("ere: {status: {eq: RES", "RESOLVED")]:
            page.keyboard.type(typed)
            expect(offers.get_by_role("option", name=re.compile(wanted)).first).to_be_visible()
            page.keyboard.press("Escape")
        write(page, "")
        page.keyboard.type("{\n  tickets(first: 2) {\nnodes {\nnumber\nsubject\n}\n}\n}")
        button(page, "Run").click()
        expect(answer(page).get_by_role("status")).to_contain_text("2 rows")
        write(page, "{ tickets { nodes { nmber } } }")
        problem = page.get_by_role("list", name="Problems").get_by_role("button")
        expect(problem).to_contain_text('Cannot query field "nmber"')
        problem.click()
        page.keyboard.insert_text("number")
        expect(page.get_by_role("list", name="Problems")).to_have_count(0)
        button(page, "Format").click()
        expect(query(page)).to_contain_text("number")


def keyboard(tests):
    """by keyboard alone: a query is typed and run, Tab leaves the editor, the table is sorted and saved as CSV"""
    with tests.visit() as page:
        query(page).focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(TICKETS)
        with page.expect_response("**/graphql"):
            page.keyboard.press("Control+Enter")
        expect(answer(page).get_by_role("status")).to_contain_text("50 rows")
        page.keyboard.press("Tab")
        assert not query(page).evaluate("node => node.contains(document.activeElement) || node.getRootNode().activeElement === node"), "Tab does not leave the editor"
        header = page.get_by_role("columnheader", name=re.compile("^firstResponseSeconds"))
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith("firstResponseSeconds"):
                break
        page.keyboard.press("Enter")
        expect(header).to_have_attribute("aria-sort", "ascending")
        numbers = [int(row[3]) for row in cells(page, 8) if row[3] != "–"]
        assert numbers == sorted(numbers) and numbers, numbers
        page.get_by_role("grid").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("grid")).to_have_attribute("aria-activedescendant", re.compile("."))
        button(page, "CSV").focus()
        with page.expect_download() as pending:
            page.keyboard.press("Enter")
        rows = list(csv.reader(io.StringIO(text_of(pending.value))))
        nodes = tests.gateway.ask(TICKETS)["data"]["tickets"]["nodes"]
        wanted = {(node["number"], node["subject"], node["createdAt"], "" if node["firstResponseSeconds"] is None else str(node["firstResponseSeconds"]), node["client"]["fullName"]) for node in nodes}
        assert rows[0] == ["number", "subject", "createdAt", "firstResponseSeconds", "client.fullName"], rows[0]
        assert {tuple(row) for row in rows[1:]} == wanted


def all_rows(tests):
    """all 24,000 tickets are fetched; the table has few rows as elements; CSV has them all"""
    with tests.visit() as page:
        count = tests.gateway.ask("{ tickets { totalCount } }")["data"]["tickets"]["totalCount"]
        run(page, "query All($first: Int = 500, $after: String) { tickets(first: $first, after: $after) { nodes { number status tier } pageInfo { hasNextPage endCursor } } }", 500)
        button(page, "All rows").click()
        expect(answer(page).get_by_role("status")).to_contain_text(f"{count:,} rows", timeout=5 * MINUTE)
        expect(button(page, "All rows")).to_be_disabled()
        grid = page.get_by_role("grid")
        expect(grid).to_have_attribute("aria-rowcount", str(count + 1))
        shown, height = grid.get_by_role("row").count(), grid.bounding_box()["height"]
        assert shown <= 2 * height / 30 + 14, (shown, height)
        grid.focus()
        page.keyboard.press("Control+End")
        expect(page.get_by_role("row").filter(has=page.get_by_role("gridcell", name=re.compile(r"^T-\d+"))).last).to_be_visible()
        assert len(list(csv.reader(io.StringIO(download(page, "CSV"))))) == count + 1


def views(tests):
    """an answer is a table, a chart with its table, JSON that is searched, and a plan with its SQL; axe finds nothing"""
    with tests.visit() as page:
        button(page, "How fast do we answer each tier, by channel?").click()
        expect(tab(page, "Chart")).to_have_attribute("aria-selected", "true")
        expect(page.get_by_role("img", name=re.compile("Highest"))).to_be_visible()
        check_accessibility(page, "chart")
        page.get_by_text("The chart as a table").click()
        expect(page.get_by_role("rowheader", name="VIP_DIAMOND")).to_be_visible()
        picture(page, "chart-light")
        tab(page, "JSON").click()
        expect(answer(page).get_by_text("firstResponseSeconds").first).to_be_visible()
        check_accessibility(page, "JSON")
        page.get_by_role("searchbox", name="Find in the answer").fill("VIP_DIAMOND")
        expect(answer(page).get_by_text(re.compile(r"\.key\.tier")).first).to_be_visible()
        tab(page, "Plan").click()
        page.get_by_text("Query.tickets", exact=False).first.click()
        expect(page.get_by_text(re.compile("SELECT.*support_tickets", re.S))).to_be_visible()
        check_accessibility(page, "plan")
        picture(page, "plan-light")
        tab(page, "Table").click()
        expect(page.get_by_role("grid")).to_be_visible()
        check_accessibility(page, "table")
        page.get_by_role("combobox", name="Ask as").select_option(label="analyst")
        expect(answer(page).get_by_role("status")).to_contain_text("asked as analyst")
        tab(page, "Plan").click()
        expect(answer(page)).to_contain_text("The plan is not shown to the role analyst")


def cells_and_errors(tests):
    """a cell opens with its whole value, rows are found, a variable is checked, and an error leads to its place"""
    with tests.visit() as page:
        run(page, "query($number: String!) { ticketByNumber(number: $number) { number messages(first: 3) { nodes { body } } } }")
        expect(page.get_by_role("list", name="Problems")).to_contain_text("$number: a value of type String! is required.")
        error = answer(page).get_by_role("button", name="line 1")
        error.click()
        page.keyboard.press("Escape")
        assert query(page).evaluate("node => node.getRootNode().activeElement === node"), "the error does not lead into the editor"
        run(page, "{ tickets(first: 20) { nodes { number messages(first: 3) { nodes { body } } } } }", 20)
        number = cells(page, 3)[2][0]
        page.get_by_role("searchbox", name="Find in the answer").fill(number)
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", "2")
        page.get_by_role("grid").focus()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="messages")
        expect(dialog).to_contain_text('"body"')
        check_accessibility(page, "cell")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def lists_within(tests):
    """a list within a list is a table of its own, one row for each message"""
    with tests.visit() as page:
        button(page, "Read the newest conversations").click()
        expect(answer(page).get_by_role("status")).to_contain_text("10 rows")
        page.get_by_role("combobox", name="One row for each of").select_option(label="tickets.messages")
        expect(page.get_by_role("columnheader", name=re.compile("messages.body"))).to_be_visible()
        expect(page.get_by_role("columnheader", name=re.compile("^number"))).to_be_visible()


def links(tests):
    """a copied link fills the editor of a fresh browser and asks nothing; it has no token"""
    with tests.visit(permissions=["clipboard-read", "clipboard-write"]) as page:
        run(page, "query Linked { tickets(first: 1) { nodes { number } } }", 1)
        button(page, "Copy link").click()
        expect(page.get_by_role("status").filter(has_text="The link is copied")).to_be_visible()
        link = page.evaluate("navigator.clipboard.readText()")
    assert "eyJ" not in link, link
    with tests.visit(link.removeprefix(tests.gateway.address), wait=False) as page:
        expect(query(page)).to_contain_text("query Linked")
        expect(page.get_by_role("status").filter(has_text="came with the link")).to_be_visible()
        assert not [document for document in documents(page) if "Linked" in document], documents(page)
        button(page, "Run").click()
        expect(answer(page).get_by_role("status")).to_contain_text("1 row")
        assert "eyJ" not in storage(page), "a token is stored"
        page.evaluate("fragment => { location.hash = fragment }", link.split("#")[1])
        expect(page.get_by_role("status").filter(has_text="came with the link")).to_be_visible()


def never_lost(tests):
    """what was typed comes back after a reload; two browser tabs do not overwrite each other; history has it; forgetting forgets"""
    with tests.visit() as page:
        write(page, "query One { tickets(first: 1) { nodes { number } } } # not run")
        expect(tab(page, "One")).to_be_visible()
        other = page.context.new_page()
        watch(other, tests.gateway.address)
        other.goto(tests.gateway.address)
        ready(other)
        write(other, "query Two { tickets(first: 2) { nodes { number } } }")
        expect(tab(other, "Two")).to_be_visible()
        before = len(page.asked)
        page.reload()
        expect(query(page)).to_contain_text("query One")
        expect(query(page)).to_contain_text("# not run")
        assert len([text for text in documents(page)[before:] if "One" in text]) == 0, "a reload asks"
        other.reload()
        expect(query(other)).to_contain_text("query Two")
        expect(tab(page, "Two")).to_have_count(0)
        button(other, "Run").click()
        expect(answer(other).get_by_role("status")).to_contain_text("2 rows")
        button(other, "Save").click()
        button(other, "History").click()
        history = other.get_by_role("region", name="History")
        expect(history).to_contain_text("2 rows")
        assert "eyJ" not in storage(other), "a token is stored"
        picture(other, "history-light")
        kept = json.loads(download(other, "Export"))
        assert any("query Two" in item["value"]["text"] for item in kept["saved"]), kept
        button(other, "Forget all").click()
        expect(history).to_contain_text("Nothing yet.")
        assert "query Two" not in storage(other), storage(other)
        with other.expect_file_chooser() as chooser:
            button(other, "Import").click()
        chooser.value.set_files([{"name": "queries.json", "mimeType": "application/json", "buffer": json.dumps(kept).encode()}])
        expect(history).to_contain_text("query Two")


def identities(tests):
    """a change of the caller changes schema and rows, and takes the old answer away"""
    with tests.visit() as page:
        ask_as = page.get_by_role("combobox", name="Ask as")
        run(page, "{ clients(first: 3) { nodes { fullName email } } }", 3)
        names = [row[0] for row in cells(page, 3)]
        assert all("*" not in name for name in names), names
        ask_as.select_option(label="analyst")
        expect(answer(page).get_by_role("status")).to_contain_text("asked as analyst")
        masked = [row[0] for row in cells(page, 3)]
        assert all("*" in name for name in masked), masked
        assert not any(name in answer(page).inner_text() for name in names), "the old answer is still there"
        write(page, "{ clients(where: {fullName: {eq: \"x\"}}) { nodes { number } } }")
        expect(page.get_by_role("list", name="Problems")).to_contain_text("fullName")
        person = page.get_by_role("option", name=re.compile("^client · ")).first.inner_text()
        ask_as.select_option(label=person)
        expect(page.get_by_role("region", name="Examples")).to_contain_text("My tickets")
        expect(page.get_by_role("region", name="Examples")).not_to_contain_text(FIRST)
        button(page, "My orders and my standing").click()
        expect(answer(page).get_by_role("status")).to_contain_text("asked as client")
        run(page, "{ viewer { fullName } clients { totalCount } }", 1)
        name = person.split(" · ")[1].split(" (")[0]
        assert cells(page, 1) == [[name, "1"]], cells(page, 1)
        ask_as.select_option(label="executive")
        expect(page.get_by_role("region", name="Examples")).to_contain_text(FIRST)
        ask_as.select_option(label="with a token of my own")
        page.get_by_role("textbox", name="Token").fill("not a token")
        button(page, "Use").click()
        expect(page.get_by_role("status").filter(has_text="This is not a token")).to_be_visible()


def expiry(tests):
    """the last five minutes of a token are counted, and a new one is drawn when it is needed"""
    with tests.visit(wait=False) as page:
        page.clock.install()
        page.reload()
        expect(page.get_by_role("banner")).to_contain_text("until")
        page.clock.fast_forward("57:00")
        expect(page.get_by_role("banner")).to_contain_text("expires in")


def hostile_rows(tests):
    """markup in a row is a text in the table, the JSON, the chart, the plan and the CSV"""
    gateway = tests.gateway
    ids = gateway.ask("{ clients(first: 1) { nodes { id } } categories(first: 1) { id } }")["data"]
    document = "mutation($input: CreateTicketForClientInput!) { createTicketForClient(input: $input) { ticket { number } } }"
    numbers = []
    for subject in [MARKUP, "=HYPERLINK(\"http://evil.example\")"]:
        made = gateway.ask(document, "admin", {"input": {"clientId": ids["clients"]["nodes"][0]["id"], "categoryId": ids["categories"][0]["id"], "subject": subject, "body": "x" * 20_000, "channel": "EMAIL"}})
        numbers.append(made["data"]["createTicketForClient"]["ticket"]["number"])
    with tests.visit() as page:
        run(page, "{ tickets(where: {number: {in: %s}}) { nodes { subject number messages { nodes { body } } } } }" % json.dumps(numbers), 2)
        expect(page.get_by_role("grid")).to_contain_text("<img src=x")
        shown = page.get_by_role("grid").inner_text()
        assert "<img src=x" in shown and page.get_by_role("grid").get_by_role("img").count() == 0, shown
        picture(page, "hostile-row")
        text = download(page, "CSV")
        assert "'=HYPERLINK" in text and "<img src=x" in text, text[:300]
        for view in ["Chart", "JSON", "Plan"]:
            tab(page, view).click()
            expect(tab(page, view)).to_have_attribute("aria-selected", "true")
        tab(page, "Chart").click()
        expect(answer(page)).to_contain_text("<img src=x")
        page.get_by_role("combobox", name="Ask as").select_option(label="lead")
        expect(answer(page).get_by_role("status")).to_contain_text("asked as lead")
        assert page.evaluate("document.images.length") == 0


def schema_panel(tests):
    """the schema is searched by names and descriptions; picked fields write a query"""
    with tests.visit() as page:
        button(page, "Schema").click()
        panel = page.get_by_role("region", name="Schema")
        panel.get_by_role("searchbox", name="Search the schema").fill("ran out")
        expect(panel.get_by_role("button", name="TicketSla.breached", exact=True)).to_be_visible()
        panel.get_by_role("button", name="TicketSla.breached", exact=True).click()
        expect(panel.get_by_role("heading", name="TicketSla")).to_be_visible()
        expect(panel.get_by_role("button", name="Ticket.sla", exact=True)).to_be_visible()
        check_accessibility(page, "schema")
        button(page, "Pick fields").click()
        panel.get_by_role("checkbox", name="subject", exact=True).check()
        panel.get_by_role("checkbox", name="client", exact=True).check()
        panel.get_by_role("checkbox", name="fullName", exact=True).check()
        button(page, "Write the query").click()
        expect(query(page)).to_contain_text("query Tickets($first: Int = 50, $after: String)")
        button(page, "Run").click()
        expect(answer(page).get_by_role("status")).to_contain_text("50 rows")
        picture(page, "schema-light")


def questions(tests):
    """each question of the gallery is answered for every role that it names"""
    problems = []
    with tests.visit() as page:
        all_questions = page.evaluate("""async () => {
            const { questions, asked } = await import("/playground/side.js");
            return questions.map((question) => ({ ...question, variables: asked(question).variables }));
        }""")
    assert len(all_questions) >= 12, len(all_questions)
    people = tests.gateway.ask("{ clients(first: 1) { nodes { id } } agents(first: 1) { nodes { id } } }")["data"]
    for question in all_questions:
        assert question["title"]["en"] != question["title"]["pl"] and question["note"]["en"] and question["note"]["pl"], question["name"]
        ask = tests.gateway.first if question["query"].startswith("subscription") else tests.gateway.ask
        for role in question["roles"]:
            subject = people["clients" if role == "client" else "agents"]["nodes"][0]["id"]
            outcome = ask(question["query"], role, json.loads(question["variables"]), subject)
            if outcome.get("errors"):
                problems.append(f"{question['name']} as {role}: {outcome['errors'][0]['message']}")
    assert not problems, "\n".join(problems)


def subscriptions(tests):
    """a subscription shows each answer as it comes, and keeps the table's order, until it is stopped"""
    gateway = tests.gateway
    ids = gateway.ask("{ clients(first: 1) { nodes { id } } categories(first: 1) { id } }")["data"]
    made = "mutation($input: CreateTicketForClientInput!) { createTicketForClient(input: $input) { ticket { id } } }"
    values = {"input": {"clientId": ids["clients"]["nodes"][0]["id"], "categoryId": ids["categories"][0]["id"], "subject": "Seen in the table", "body": "Soon", "channel": "EMAIL"}}
    with tests.visit() as page:
        button(page, "Who is waiting right now, live?").click()
        facts = answer(page).get_by_role("status")
        expect(facts).to_contain_text("1 answer")
        page.get_by_role("columnheader", name="number").get_by_role("button").click()
        expect(page.get_by_role("columnheader", name="number")).to_have_attribute("aria-sort", "ascending")
        gateway.ask(made, variables=values)
        expect(facts).to_contain_text("2 answers")
        expect(page.get_by_role("columnheader", name="number")).to_have_attribute("aria-sort", "ascending")
        page.get_by_role("searchbox", name="Find in the answer").fill("Seen in the table")
        expect(page.get_by_role("gridcell", name="Seen in the table").first).to_be_visible()
        picture(page, "playground-live")
        button(page, "Stop").click()
        expect(page.get_by_role("region", name="Query").get_by_role("status")).to_have_text("Stopped.")
        expect(button(page, "Run")).to_be_enabled()


ALL = [first_question, completion, keyboard, all_rows, views, cells_and_errors, lists_within, links, never_lost, identities, expiry, hostile_rows, schema_panel, questions, subscriptions]
