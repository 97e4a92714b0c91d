"""The observations of each KPI, as the definitions have them, from the tables alone: what the database noted on the way is not read."""

import numpy
import pandas

from clock import SECOND, ServiceTime, common, instant, length, local, union, without

DAY = 86_400 * SECOND
PAID = ("PAID", "PARTLY_REFUNDED", "REFUNDED")
LIVE = ("CHAT", "PHONE", "VIDEO", "WHATSAPP", "IN_PERSON")


def frame(source, *, at, value, weight=1, ripe=None, tier=None, channel=None, category=None, agent=None, team=None, client=None, excluded=None, until=None, order=None):
    pick = lambda what: source[what] if isinstance(what, str) and what in source.columns else what
    result = pandas.DataFrame({"at": pick(at)})
    for name, what in (("value", value), ("weight", weight), ("ripe", ripe if ripe is not None else at), ("tier", tier), ("channel", channel), ("category", category),
                       ("agent", agent), ("team", team), ("client", client), ("excluded", excluded), ("until", until), ("order", order)):
        result[name] = pick(what)
    return result


class Observations:
    def __init__(self, dump, now: int):
        self.dump, self.now = dump, now
        self.team = dict(zip(dump.agents.id, dump.agents.team_id))
        closed = set(dump.holidays.day)
        self.service = {
            row.id: ServiceTime(row.time_zone, [(int(h.weekday), int(h.opens), int(h.closes)) for h in dump.hours[dump.hours.calendar_id == row.id].itertuples()],
                                closed if row.observes_holidays == "t" else set())
            for row in dump.calendars.itertuples()}
        self.tickets = dump.tickets.set_index("id", drop=False)
        self.by_kpi = {}
        for part in (self.satisfaction, self.responses, self.resolutions, self.backlog, self.contacts, self.work, self.quality, self.money, self.clients):
            part()

    def of_ticket(self, source, key="ticket_id"):
        """The ticket's tier, channel, category and client beside each row."""
        known = self.tickets[["tier", "channel", "category_id", "client_id"]].add_prefix("t_")
        return source.join(known, on=key)

    def ticket_frame(self, source, **more):
        return frame(source, tier="t_tier", channel="t_channel", category="t_category_id", client="t_client_id", **more)

    def with_team(self, observations):
        observations["team"] = observations.agent.map(self.team)
        return observations

    def satisfaction(self):
        surveys = self.of_ticket(self.dump.surveys.rename(columns={"tier": "own_tier", "client_id": "own_client"}))
        answered = surveys[surveys.answered_at.notna()]
        base = dict(tier="own_tier", channel="t_channel", category="t_category_id", client="own_client", agent="agent_id")
        csat, ces, nps = (answered[answered.kind == kind] for kind in ("CSAT", "CES", "NPS"))
        self.by_kpi["CSAT"] = self.with_team(frame(csat, at="answered_at", value="score", **base))
        self.by_kpi["CSAT_RATE"] = self.with_team(frame(csat, at="answered_at", value=(csat.score >= 4).astype(int), **base))
        self.by_kpi["CES"] = self.with_team(frame(ces, at="answered_at", value="score", **base))
        points = numpy.where(nps.score >= 9, 100, numpy.where(nps.score <= 6, -100, 0))
        self.by_kpi["NPS"] = self.with_team(frame(nps, at="answered_at", value=points, order="id", **base))
        sent = surveys[surveys.delivered_at.notna()]
        in_time = (sent.answered_at.notna() & (sent.answered_at.fillna(0) < sent.delivered_at + 14 * DAY)).astype(int)
        self.by_kpi["SURVEY_RESPONSE_RATE"] = self.with_team(frame(sent, at="delivered_at", ripe=sent.delivered_at + 14 * DAY, value=in_time, **base))

    def elapsed(self, source, start, end):
        """Service time between two columns, by each row's calendar."""
        result = pandas.Series(pandas.NA, index=source.index, dtype="Int64")
        for calendar, rows in source[source[end].notna()].groupby("calendar_id"):
            clock = self.service[calendar]
            result[rows.index] = clock.until(rows[end].astype("int64")) - clock.until(rows[start].astype("int64"))
        return result

    def responses(self):
        tickets, clocks = self.dump.tickets, self.dump.clocks
        first = clocks[clocks.kind == "FIRST_RESPONSE"].sort_values("started_at").groupby("ticket_id").tail(1).copy()
        first["elapsed"] = self.elapsed(first, "started_at", "met_at")
        said = self.dump.messages
        said = said[(said.author_kind == "AGENT") & (said.internal == "f")].sort_values("created_at", kind="stable")
        merged = tickets.merge(first[["ticket_id", "elapsed", "met_at"]], left_on="id", right_on="ticket_id", how="left")
        writer = said.drop_duplicates(["ticket_id", "created_at"])[["ticket_id", "created_at", "author_agent_id"]].rename(columns={"created_at": "met_at"})
        merged = merged.merge(writer, on=["ticket_id", "met_at"], how="left")
        person = merged.channel == "IN_PERSON"
        excluded = numpy.select(
            [merged.origin == "OUTREACH", ~person & merged.elapsed.notna(), merged.merged_into_id.notna(), merged.spam == "t", person | merged.ticket_id.isna(),
             merged.status.isin(["NEW", "OPEN", "PENDING"])],
            ["OUTREACH", "", "MERGED", "SPAM", "NO_CLOCK", "WAITING"], "WITHOUT_PERSON")
        base = dict(at="created_at", tier="tier", channel="channel", category="category_id", client="client_id")
        self.by_kpi["FIRST_RESPONSE_TIME"] = self.with_team(frame(
            merged, value=merged.elapsed.where(~person), agent=merged.author_agent_id.where(~person), excluded=pandas.Series(excluded).replace("", None), **base))
        outreach = pandas.Series(numpy.where(tickets.origin == "OUTREACH", "OUTREACH", None), index=tickets.index)
        self.by_kpi["TICKET_VOLUME"] = frame(tickets, value=1, excluded=outreach, **base)
        self.by_kpi["ESCALATION_RATE"] = frame(
            tickets, value=(tickets.escalation_level > 0).astype(int), agent="assigned_agent_id", team="team_id", **base)
        self.by_kpi["COST_PER_CLIENT"] = frame(tickets, value=1, agent="assigned_agent_id", team="team_id", **base)
        ended = self.of_ticket(clocks[clocks.cancelled_at.isna()])
        ended = ended.join(self.tickets[["assigned_agent_id", "team_id", "origin"]], on="ticket_id")
        ended = ended[ended.met_at.notna() | ended.breached_at.notna() | (ended.paused_at.isna() & (ended.due_at < self.now))].copy()
        ended["end"] = ended[["met_at", "due_at"]].min(axis=1)
        first_clock = ended.kind == "FIRST_RESPONSE"
        left_out = numpy.where((ended.origin == "OUTREACH") & first_clock, "OUTREACH", numpy.where((ended.t_channel == "IN_PERSON") & first_clock, "NO_CLOCK", ""))
        self.by_kpi["SLA_COMPLIANCE"] = self.ticket_frame(
            ended, at="end", value=(ended.met_at.fillna(self.dump.missing) <= ended.due_at).astype(int), agent="assigned_agent_id", team="team_id",
            excluded=pandas.Series(left_out, index=ended.index).replace("", None))

    def resolutions(self):
        events = self.dump.events.sort_values(["created_at", "id"])
        moves = events[events.to_status.notna()]
        resolved = self.of_ticket(moves[moves.to_status == "RESOLVED"]).reset_index(drop=True)
        resolved = resolved.join(self.tickets[["spam", "merged_into_id", "escalation_level"]], on="ticket_id")
        reopened = moves[(moves.to_status == "OPEN") & moves.from_status.isin(["RESOLVED", "CLOSED"])].groupby("ticket_id").created_at.apply(list).to_dict()
        resolved["reopened"] = [any(at < again < at + 7 * DAY for again in reopened.get(ticket, [])) for ticket, at in zip(resolved.ticket_id, resolved.created_at)]
        by_person = resolved[resolved.actor_kind == "AGENT"]
        first = set(by_person.groupby("ticket_id").head(1).index)
        base = dict(at="created_at", ripe=resolved.created_at + 7 * DAY, agent="actor_agent_id")
        self.by_kpi["REOPEN_RATE"] = self.with_team(self.ticket_frame(resolved, value=resolved.reopened.astype(int), **base))
        not_rule = pandas.Series(numpy.where(resolved.actor_kind != "AUTOMATION", "OTHER_RESOLVER", None))
        self.by_kpi["AUTOMATION_SUCCESS"] = self.with_team(self.ticket_frame(resolved, value=(~resolved.reopened).astype(int), excluded=not_rule, **base))
        left_out = pandas.Series([
            "OTHER_RESOLVER" if row.actor_kind != "AGENT" else "MERGED" if isinstance(row.merged_into_id, str) else "SPAM" if row.spam == "t"
            else None if row.Index in first else "NOT_FIRST" for row in resolved.itertuples()], dtype=object)
        contacts = self.first_contacts(by_person.groupby("ticket_id").head(1))
        handed = set(self.dump.handoffs.ticket_id)
        of_client = self.dump.tickets.groupby(["client_id", "category_id"]).apply(lambda g: list(zip(g.created_at, g.id)), include_groups=False).to_dict()
        settled = [
            int(contacts.get(row.ticket_id, 0) <= 1 and row.escalation_level == 0 and not row.reopened and row.ticket_id not in handed
                and not any(row.created_at < at < row.created_at + 7 * DAY and other != row.ticket_id for at, other in of_client[(row.t_client_id, row.t_category_id)]))
            for row in resolved.itertuples()]
        self.by_kpi["FIRST_CONTACT_RESOLUTION"] = self.with_team(self.ticket_frame(resolved, value=settled, excluded=left_out, **base))
        clocks = self.dump.clocks
        late = clocks[clocks.cancelled_at.isna() & (clocks.breached_at.notna() | (clocks.met_at.fillna(0) > clocks.due_at)
                                                    | (clocks.met_at.isna() & clocks.paused_at.isna() & (clocks.due_at < self.now)))]
        surveys = self.dump.surveys
        broken = set(late.ticket_id) | set(surveys[(surveys.kind == "CSAT") & (surveys.score.fillna(5) < 4)].ticket_id.dropna()) \
            | set(self.dump.evaluations[self.dump.evaluations.score < 9000].ticket_id)
        excellent = [int(not row.reopened and row.ticket_id not in broken) for row in resolved.itertuples()]
        self.by_kpi["SERVICE_EXCELLENCE"] = self.with_team(self.ticket_frame(resolved, value=excellent, excluded=left_out, **base))
        self.last_resolutions(resolved)
        self.machine(events, resolved, reopened)

    def first_contacts(self, firsts):
        """Live conversations of ours, and written replies, up to the first resolution by a person."""
        until = dict(zip(firsts.ticket_id, firsts.created_at))
        items = {}
        for row in self.dump.messages.itertuples():
            if row.internal == "f" and row.ticket_id in until and row.created_at <= until[row.ticket_id]:
                items.setdefault(row.ticket_id, []).append((row.created_at, row.created_at, row.author_kind == "AGENT", row.channel in LIVE))
        for row in self.dump.interactions.itertuples():
            if row.channel in LIVE and row.ticket_id in until and row.started_at <= until[row.ticket_id]:
                items.setdefault(row.ticket_id, []).append((row.started_at, row.ended_at, True, True))
        counts = {}
        for ticket, known in items.items():
            written = sum(1 for item in known if item[2] and not item[3])
            conversations, latest, ours = 0, None, False
            for start, end, mine, _ in sorted(item for item in known if item[3]):
                if latest is None or start >= latest + 1800 * SECOND:
                    latest, ours = end, False
                latest = max(latest, end)
                if mine and not ours:
                    conversations, ours = conversations + 1, True
            counts[ticket] = conversations + written
        return counts

    def last_resolutions(self, resolved):
        last = resolved.groupby("ticket_id").tail(1).set_index("ticket_id")
        tickets = self.dump.tickets[self.dump.tickets.resolved_at.notna()].copy()
        tickets["agent"] = tickets.id.map(last.actor_agent_id)
        clocks = self.dump.clocks
        calendar = clocks[clocks.kind == "RESOLUTION"].sort_values("started_at").groupby("ticket_id").tail(1).set_index("ticket_id").calendar_id
        tickets["calendar_id"] = tickets.id.map(calendar)
        total = self.elapsed(tickets, "created_at", "resolved_at")
        moves = self.dump.events[self.dump.events.to_status.notna()].sort_values(["created_at", "id"])
        moves = moves.assign(next=moves.groupby("ticket_id").created_at.shift(-1))
        waits = moves[(moves.to_status == "PENDING")].merge(tickets[["id", "resolved_at", "calendar_id"]].rename(columns={"id": "ticket_id"}), on="ticket_id")
        waits["end"] = waits[["next", "resolved_at"]].min(axis=1)
        waits["micros"] = self.elapsed(waits, "created_at", "end")
        net = total - tickets.id.map(waits.groupby("ticket_id").micros.sum()).fillna(0).astype("int64")
        excluded = pandas.Series(numpy.where(tickets.merged_into_id.notna(), "MERGED", numpy.where(tickets.spam == "t", "SPAM", "")), index=tickets.index).replace("", None)
        base = dict(at="resolved_at", tier="tier", channel="channel", category="category_id", client="client_id", agent="agent", excluded=excluded)
        self.by_kpi["RESOLUTION_TIME"] = self.with_team(frame(tickets, value=net, **base))
        self.by_kpi["TICKETS_RESOLVED"] = self.with_team(frame(tickets, value=1, **base))
        automatic = ((tickets.resolved_by == "AUTOMATION") & tickets.first_response_at.isna()).astype(int)
        self.by_kpi["AUTOMATION_RATE"] = self.with_team(frame(tickets, value=automatic, **base))
        people = excluded.where(excluded.notna() | (tickets.resolved_by == "AGENT"), "OTHER_RESOLVER")
        self.hourly = self.with_team(frame(tickets, value=3600 * SECOND, weight=0, **(base | {"excluded": people})))

    def machine(self, events, resolved, reopened):
        routed = self.of_ticket(events[(events.kind == "ASSIGNED") & (events.actor_kind == "SYSTEM")])
        given = events[events.kind.isin(["ASSIGNED", "HANDED_OFF"])].groupby("ticket_id").apply(lambda g: list(zip(g.created_at, g.to_agent_id)), include_groups=False).to_dict()
        kept = [int(not any(at > row.created_at and agent != row.to_agent_id for at, agent in given[row.ticket_id])) for row in routed.itertuples()]
        settled = resolved[resolved.actor_kind == "AUTOMATION"]
        self.by_kpi["AI_ACCURACY"] = pandas.concat([
            self.ticket_frame(routed, at="created_at", ripe=routed.created_at + 7 * DAY, value=kept),
            self.ticket_frame(settled, at="created_at", ripe=settled.created_at + 7 * DAY, value=(~settled.reopened).astype(int))])
        tickets = self.dump.tickets.copy()
        taken = events[(events.kind == "ASSIGNED") | ((events.to_status == "RESOLVED") & (events.actor_kind == "AUTOMATION"))].groupby("ticket_id").created_at.min()
        tickets["taken"] = tickets.id.map(taken).astype("Int64")
        tickets["kind"] = numpy.where(tickets.channel.isin(LIVE), "LIVE", "WRITTEN")
        tickets = tickets.merge(self.dump.policies.rename(columns={"channel_kind": "kind"}), on=["tier", "priority", "kind"])
        quick = tickets.taken.notna() & ((tickets.taken <= tickets.created_at + 300 * SECOND) | (self.elapsed(tickets, "created_at", "taken") <= 300 * SECOND))
        outreach = pandas.Series(numpy.where(tickets.origin == "OUTREACH", "OUTREACH", None), index=tickets.index)
        self.by_kpi["ROUTED_WITHIN_5_MIN"] = frame(
            tickets, at="created_at", value=quick.fillna(False).astype(int), tier="tier", channel="channel", category="category_id", client="client_id", excluded=outreach)

    def backlog(self):
        moves = self.dump.events[self.dump.events.to_status.notna()].sort_values(["created_at", "id"])
        rows = []
        for ticket, history in moves.groupby("ticket_id"):
            opened = None
            for row in history.itertuples():
                if row.to_status in ("RESOLVED", "CLOSED"):
                    if opened is not None:
                        rows.append((ticket, opened, row.created_at))
                    opened = None
                elif opened is None:
                    opened = row.created_at
            if opened is not None:
                rows.append((ticket, opened, self.dump.missing))
        known = self.of_ticket(pandas.DataFrame(rows, columns=["ticket_id", "at", "until"])).join(self.tickets[["assigned_agent_id", "team_id", "created_at"]], on="ticket_id")
        self.by_kpi["BACKLOG"] = self.by_kpi["BACKLOG_AGE"] = self.ticket_frame(known, at="at", until="until", value="created_at", agent="assigned_agent_id", team="team_id")

    def contacts(self):
        known = self.dump.interactions.join(
            self.tickets[["tier", "category_id", "client_id", "locale", "preferred_channel", "preferred_agent_id", "dedicated_agent_id"]], on="ticket_id").rename(
                columns={"channel": "own_channel"})
        known["micros"] = known.ended_at - known.started_at + known.wrap_up_seconds * SECOND
        base = dict(at="started_at", tier="tier", channel="own_channel", category="category_id", client="client_id", agent="agent_id")
        speaks = dict(zip(self.dump.agents.id, self.dump.agents.languages))
        shifts = self.dump.shifts[(self.dump.shifts.kind == "REGULAR") & self.dump.shifts.cancelled_at.isna()]
        working = shifts.groupby("agent_id").apply(lambda g: list(zip(g.starts_at, g.ends_at)), include_groups=False).to_dict()
        respected = [
            int(row.locale in speaks[row.agent_id].strip("{}").split(",") and (not isinstance(row.preferred_channel, str) or row.preferred_channel == row.own_channel)
                and (not isinstance(row.preferred_agent_id, str) or row.preferred_agent_id == row.agent_id
                     or not any(a <= row.started_at < b for a, b in working.get(row.preferred_agent_id, []))))
            for row in known.itertuples()]
        self.by_kpi["PERSONALIZATION"] = self.with_team(frame(known, value=respected, **base))
        cared = known[known.dedicated_agent_id.notna()]
        self.by_kpi["DEDICATED_AGENT_SHARE"] = self.with_team(frame(cared, value=(cared.dedicated_agent_id == cared.agent_id).astype(int), **base))
        self.by_kpi["SUPPORT_COST"] = self.with_team(frame(known, value="micros", **base))
        roots = {}
        parents, kinds = dict(zip(self.dump.categories.id, self.dump.categories.parent_id)), dict(zip(self.dump.categories.id, self.dump.categories.kind))
        for category in parents:
            roots[category] = kinds[category]
        known["root"] = known.category_id.map(roots)
        known["live"] = known.own_channel.isin(LIVE)
        when = [local(at, "Europe/Warsaw") for at in known.started_at]
        known["quarter"] = [4 * moment.year + (moment.month - 1) // 3 for moment in when]
        medians = {key: int(numpy.floor(value + 0.5)) for key, value in known.groupby(["quarter", "root", "live"]).micros.apply(lambda m: numpy.median(m.astype("int64"))).items()}
        reference = pandas.Series([medians.get((q - 1, r, l)) for q, r, l in zip(known.quarter, known.root, known.live)], dtype="Int64", index=known.index)
        self.by_kpi["OPERATIONAL_EFFICIENCY"] = self.with_team(frame(
            known, value=reference, weight="micros", excluded=pandas.Series(numpy.where(reference.isna(), "NO_CLOCK", None), index=known.index), **base))
        self.handled = known

    def work(self):
        pauses = self.dump.pauses.groupby("shift_id").apply(lambda g: list(zip(g.kind, g.starts_at, g.ends_at)), include_groups=False).to_dict()
        handled = self.handled.groupby("agent_id").apply(
            lambda g: [(int(a), int(b + w * SECOND)) for a, b, w in zip(g.started_at, g.ended_at, g.wrap_up_seconds)], include_groups=False).to_dict()
        statuses = self.dump.log.sort_values(["created_at", "id"]).groupby("agent_id").apply(lambda g: list(zip(g.created_at, g.status)), include_groups=False).to_dict()
        rows, hours = [], []
        for shift in self.dump.shifts[(self.dump.shifts.kind == "REGULAR") & self.dump.shifts.cancelled_at.isna()].itertuples():
            whole = (int(shift.starts_at), int(shift.ends_at))
            breaks = [(int(a), int(b)) for kind, a, b in pauses.get(shift.id, []) if kind == "BREAK"]
            lessons = [(int(a), int(b)) for kind, a, b in pauses.get(shift.id, []) if kind == "TRAINING"]
            work = without([whole], breaks + lessons)
            busy = common(union([i for i in handled.get(shift.agent_id, []) if i[0] < whole[1] and i[1] > whole[0]]), work)
            log = statuses.get(shift.agent_id, [])
            held = {}
            starts = [at for at, _ in log]
            begin = max(0, int(numpy.searchsorted(starts, whole[0], side="right")) - 1)
            for index in range(begin, len(log)):
                at, status = log[index]
                if at >= whole[1]:
                    break
                end = log[index + 1][0] if index + 1 < len(log) else whole[1]
                held.setdefault(status, []).append((max(int(at), whole[0]), min(int(end), whole[1])))
            at_work = union([i for s in ("AVAILABLE", "HANDLING", "WRAP_UP") for i in held.get(s, [])])
            adherent = length(common(at_work, work)) + length(common(held.get("BREAK", []), breaks)) + length(common(held.get("TRAINING", []), lessons))
            rows.append((whole[0], whole[1], shift.agent_id, length(work), length(busy), length(union(busy + common(at_work, work))), adherent, whole[1] - whole[0]))
            hours.append((whole[0], whole[1], shift.agent_id, whole[1] - whole[0] - sum(b - a for a, b in breaks + lessons)))
        known = pandas.DataFrame(rows, columns=["at", "end", "agent_id", "worked", "handled", "busy", "adherent", "scheduled"])
        for kpi, value, weight in (("AGENT_UTILIZATION", "handled", "worked"), ("OCCUPANCY", "handled", "busy"), ("SCHEDULE_ADHERENCE", "adherent", "scheduled")):
            self.by_kpi[kpi] = self.with_team(frame(known, at="at", ripe="end", value=value, weight=weight, agent="agent_id"))
        calls = self.dump.shifts[(self.dump.shifts.kind == "ON_CALL") & self.dump.shifts.cancelled_at.isna()]
        on_call = calls.groupby("agent_id").apply(lambda g: list(zip(g.starts_at, g.ends_at)), include_groups=False).to_dict()
        answered = [(int(i.started_at), int(i.started_at), i.agent_id, 900 * SECOND * -(-int(i.micros) // (900 * SECOND))) for i in self.handled.itertuples()
                    if any(a <= i.started_at < b for a, b in on_call.get(i.agent_id, []))]
        time = pandas.DataFrame(hours + answered, columns=["at", "end", "agent_id", "micros"])
        self.by_kpi["TICKETS_PER_HOUR"] = pandas.concat([
            self.hourly, self.with_team(frame(time, at="at", ripe="end", value=0, weight="micros", agent="agent_id"))])

    def quality(self):
        judged = self.of_ticket(self.dump.evaluations)
        self.by_kpi["QUALITY_SCORE"] = self.with_team(self.ticket_frame(judged, at="created_at", value="score", agent="agent_id"))
        audits = self.dump.audits
        self.by_kpi["STANDARDS_COMPLIANCE"] = frame(audits, at="created_at", value="checks_passed", weight="checks_made", team="team_id")
        found = self.dump.findings.merge(audits[["id", "team_id"]].rename(columns={"id": "audit_id"}), on="audit_id")
        due = [instant(pandas.Timestamp(day).to_pydatetime() + pandas.Timedelta(days=1), "Europe/Warsaw") for day in found.due_on]
        self.by_kpi["AUDIT_COMPLIANCE"] = frame(found, at=pandas.Series(due), value=(found.closed_at.fillna(self.dump.missing) < pandas.Series(due)).astype(int), team="team_id")
        brand = self.of_ticket(self.dump.brand)
        self.by_kpi["BRAND_CONSISTENCY"] = self.with_team(self.ticket_frame(brand, at="created_at", value="checks_passed", weight="checks_made", agent="agent_id"))

    def money(self):
        orders = self.dump.orders[self.dump.orders.payment_status.isin(PAID)].copy()
        orders["margin"] = orders.total - orders.cost_of_goods.fillna(0)
        orders["order_id"], orders["placed"] = orders.id, 1
        back = self.dump.refunds.merge(self.dump.orders[["id", "client_id", "tier", "cost_of_goods"]].rename(columns={"id": "order_id"}), on="order_id")
        back["total"], back["placed"] = -back.amount, 0
        back["margin"] = -back.amount + back.cost_of_goods.fillna(0).where(back.to_payment_status == "REFUNDED", 0)
        columns = ["created_at", "order_id", "client_id", "tier", "total", "margin", "placed"]
        self.payments = pandas.concat([orders[columns], back[columns]], ignore_index=True)
        base = dict(at="created_at", tier="tier", client="client_id")
        self.by_kpi["REVENUE"] = frame(self.payments, value="total", **base)
        self.by_kpi["GROSS_MARGIN"] = frame(self.payments, value="margin", **base)
        self.by_kpi["AVERAGE_ORDER_VALUE"] = self.by_kpi["REVENUE_PER_CLIENT"] = frame(self.payments, value="total", weight="placed", **base)
        touched = self.payments.drop(columns=["tier"]).merge(self.dump.attributions, on="order_id")
        touched = touched.join(self.tickets[["tier", "channel", "category_id"]], on="ticket_id")
        last = self.dump.events[self.dump.events.to_status == "RESOLVED"].sort_values(["created_at", "id"]).groupby("ticket_id").tail(1).set_index("ticket_id").actor_agent_id
        touched["agent"] = touched.ticket_id.map(last).where(touched.ticket_id.map(self.tickets.resolved_at).notna(), None)
        share = touched.share.astype(float)
        base = dict(at="created_at", tier="tier", channel="channel", category="category_id", client="client_id", agent="agent")
        self.by_kpi["ATTRIBUTED_REVENUE"] = self.with_team(frame(touched, value=(touched.total * share).round().astype("int64"), **base))
        self.by_kpi["SUPPORT_ROI"] = self.with_team(frame(touched, value=(touched.margin * share).round().astype("int64"), **base))
        first = orders.groupby("client_id").created_at.min()
        again = (orders.created_at > orders.client_id.map(first)).astype(int)
        self.by_kpi["RETURNING_CLIENTS"] = frame(orders, at="created_at", tier="tier", client="client_id", value=again)
        self.orders = orders

    def clients(self):
        history = self.dump.tiers.sort_values(["created_at", "id"])
        first = history.groupby("client_id").head(1).set_index("client_id").tier
        clients = self.dump.clients.copy()
        clients["first"] = clients.id.map(first)
        self.by_kpi["NEW_CLIENTS"] = frame(clients, at="created_at", value=1, tier="first", client="id")
        self.histories = history.groupby("client_id").apply(lambda g: list(zip(g.created_at, g.tier)), include_groups=False).to_dict()
        clients["now"] = [self.histories[i][-1][1] for i in clients.id]
        self.by_kpi["TOTAL_CLIENTS"] = frame(clients, at="created_at", until=self.dump.missing, value=1, tier="now", client="id")

    def tier_at(self, client, at):
        """The tier that held before an instant; the first one where the client joined later."""
        known = [tier for since, tier in self.histories[client] if since <= at]
        return known[-1] if known else self.histories[client][0][1]
