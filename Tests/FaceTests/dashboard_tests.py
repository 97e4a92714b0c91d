"""The dashboard, as somebody uses it who knows names only."""
import json
import re

from browser import button, check_accessibility, expect, picture


def figures(tests):
    """the dashboard shows what the graph says, and its filters live in the address"""
    with tests.visit("/dashboard?range=week&tier=VIP_GOLD") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("The week at the desk")
        expect(page.get_by_role("combobox", name="Tier")).to_have_value("VIP_GOLD")
        tile = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Waiting now"))
        shown = int(re.search(r"\d+", tile.inner_text().replace("Waiting now", ""))[0])
        wanted = tests.gateway.ask("{ tickets(where: {tier: {eq: VIP_GOLD}, status: {in: [NEW, OPEN]}, firstResponseSeconds: {isNull: true}}) { totalCount } }")
        assert shown == wanted["data"]["tickets"]["totalCount"], shown
        button(page, "90 days").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The quarter at the desk")
        assert "range=quarter" in page.url and "tier=VIP_GOLD" in page.url, page.url
        page.get_by_role("link", name="Waiting now: rows").click()
        expect(page.get_by_role("textbox", name="Query")).to_contain_text("WaitingTickets")
        expect(page.get_by_role("status").filter(has_text="came with the link")).to_be_visible()


def changes(tests):
    """a ticket that is made through the API appears without polling; a lost gateway is said, and its return too"""
    gateway = tests.gateway
    with tests.visit("/dashboard") as page:
        tile = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Waiting now"))
        state = page.get_by_role("main").get_by_role("status")
        before = int(re.search(r"\d+", tile.inner_text().replace("Waiting now", ""))[0])
        expect(state).to_have_text("Live")
        asked = len(page.asked)
        ids = gateway.ask("{ clients(first: 1) { nodes { id } } categories(first: 1) { id } }")["data"]
        made = gateway.ask("mutation($input: CreateTicketForClientInput!) { createTicketForClient(input: $input) { ticket { id } } }", variables={
            "input": {"clientId": ids["clients"]["nodes"][0]["id"], "categoryId": ids["categories"][0]["id"], "subject": "Seen on the dashboard", "body": "Soon", "channel": "EMAIL"}})
        expect(tile).to_contain_text(str(before + 1))
        gateway.ask("mutation($input: UpdateTicketStatusInput!) { updateTicketStatus(input: $input) { ticket { status } } }", variables={
            "input": {"ticketId": made["data"]["createTicketForClient"]["ticket"]["id"], "status": "RESOLVED"}})
        expect(tile).to_contain_text(str(before))
        # The changes came over the subscription: the page asked for nothing.
        assert len(page.asked) == asked, page.asked[asked:]
        gateway.stop()
        expect(state).to_have_text(re.compile("^Reconnecting"))
        picture(page, "dashboard-reconnecting")
        gateway.start()
        expect(state).to_have_text("Live")
        button(page, "Pause").click()
        expect(state).to_have_text(re.compile("^Stale"))


def kpis(tests):
    """the KPIs are those of the graph, with target and status, and lead to their days in the playground"""
    with tests.visit("/dashboard?range=month") as page:
        region = page.get_by_role("region", name="KPIs")
        expect(region).to_be_visible()
        picture(page, "dashboard-kpis", whole=True)
        tiles = [tile.inner_text() for tile in region.get_by_role("article").all()]
        page.get_by_role("link", name="Satisfaction: by day").click()
        expect(page.get_by_role("textbox", name="Query")).to_contain_text("KpiByDay")
        values = json.loads(page.get_by_role("textbox", name="Variables").input_value())
    document = "query($range: RangeInput!) { executiveKpis(range: $range) { status definition { label { en } } } }"
    wanted = tests.gateway.ask(document, "executive", {"range": values["range"]})["data"]["executiveKpis"]
    words = {"ON_TARGET": "on target", "AT_RISK": "at risk", "OFF_TARGET": "off target", "NO_TARGET": "no target", "NO_DATA": "no data"}
    assert len(tiles) == len(wanted) > 20, (len(tiles), len(wanted))
    for tile, kpi in zip(tiles, wanted):
        assert tile.startswith(kpi["definition"]["label"]["en"]) and words[kpi["status"]] in tile, (tile, kpi)


def polling(tests):
    """where no subscription is to be had, the dashboard polls"""
    with tests.visit("/health/live", wait=False) as page:
        # A gateway of a schema without subscriptions refuses the operation.
        def refuse(socket):
            def answer(text):
                kind = json.loads(text)["type"]
                socket.send(json.dumps({"type": "connection_ack"} if kind == "connection_init" else {"type": "error", "id": "1", "payload": [{"message": "The schema has no subscriptions."}]}))

            socket.on_message(answer)

        page.route_web_socket(re.compile("/graphql$"), refuse)
        page.goto(tests.gateway.address + "/dashboard")
        expect(page.get_by_role("main").get_by_role("status")).to_have_text("Polling every 10 s")
        expect(page.get_by_role("region", name="Agents")).to_be_visible()


def roles(tests):
    """a panel whose fields a role may not read is absent, not broken"""
    with tests.visit("/dashboard") as page:
        expect(page.get_by_role("region", name="Agents")).to_be_visible()
        page.get_by_role("combobox", name="Ask as").select_option(label="anonymous: without a token")
        expect(page.get_by_role("main")).to_contain_text("The role anonymous sees no panel of this page.")
        check_accessibility(page, "no panel")


def prints(tests):
    """the dashboard prints on paper without its controls"""
    with tests.visit("/dashboard") as page:
        page.emulate_media(media="print")
        expect(page.get_by_role("group", name="Range")).to_be_hidden()
        expect(page.get_by_role("region", name="VIP board")).to_be_visible()
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        picture(page, "dashboard-print", whole=True)


def heap(tests):
    """a panel that is updated 10,000 times keeps the memory that it had"""
    with tests.visit("/dashboard") as page:
        button(page, "Pause").click()
        session = page.context.new_cdp_session(page)
        update = """async (times) => {
            const { waiting } = await import("/dashboard/waiting.js");
            globalThis.view ??= waiting.create();
            for (let turn = 0; turn < times; turn++) {
                view.update({ waiting: { groups: ["CHAT", "PHONE", "EMAIL"].map((channel, index) => ({ key: { channel }, aggregate: { count: turn + index, createdAt: { min: "2026-01-01T00:00:00Z" } } })) } });
            }
        }"""

        def used():
            session.send("HeapProfiler.collectGarbage")
            return session.send("Runtime.getHeapUsage")["usedSize"]

        page.evaluate(update, 500)
        before = used()
        page.evaluate(update, 10_000)
        after = used()
        assert abs(after - before) <= before / 10, (before, after)


ALL = [figures, kpis, changes, polling, roles, prints, heap]
