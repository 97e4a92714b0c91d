"""Compares figures of the database with those that pandas gets from a dump of its tables, written from the definitions alone:

    python oracle.py DATABASE [CASES [SEED]]

For random KPIs, ranges, zones and segments: numerator, denominator, n, quantiles and what is left out are equal, quotients to 1e-12 and
confidence limits to 1e-6."""

import datetime
import json
import math
import random
import sys
from fractions import Fraction
from types import SimpleNamespace

import numpy
import pandas
import scipy.stats
from statsmodels.stats.proportion import proportion_confint

from clock import SECOND, instant, local, months_before
from dump import Dump, query
from observations import DAY, PAID, Observations

ZONES = ["Europe/Warsaw"] * 4 + ["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
DAYS = ["2024-03-31", "2024-10-27", "2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2024-02-29", "2025-12-31", "2026-11-01"]
SHARES = {"CSAT_RATE", "SURVEY_RESPONSE_RATE", "SLA_COMPLIANCE", "ROUTED_WITHIN_5_MIN", "FIRST_CONTACT_RESOLUTION", "ESCALATION_RATE", "REOPEN_RATE", "AUTOMATION_RATE",
          "AUTOMATION_SUCCESS", "SERVICE_EXCELLENCE", "PERSONALIZATION", "DEDICATED_AGENT_SHARE", "AI_ACCURACY", "AUDIT_COMPLIANCE", "RETENTION_RATE", "CHURN_RATE",
          "REPEAT_PURCHASE_RATE", "WHITE_GLOVE_USAGE", "TRAINING_COMPLETION"}
MEANS = {"CSAT", "CES", "QUALITY_SCORE", "RESOLUTION_TIME"}
COLUMNS = ("n", "numerator", "denominator", "value", "median", "p90", "p95", "confidence_low", "confidence_high")
PARTS = {"COST_PER_TICKET", "COST_PER_CLIENT", "SUPPORT_COST", "SUPPORT_ROI", "AVAILABILITY", "LUXURY_EXPERIENCE_SCORE"}


class Figure:
    """n, numerator and denominator are exact; what is not told is None."""

    def __init__(self, n=0, numerator=None, denominator=None, value=None, quantiles=None, limits=(None, None), excluded=None):
        self.n, self.numerator, self.denominator, self.value = n, numerator, denominator, value
        self.quantiles, self.limits, self.excluded = quantiles, limits, excluded or {}


class Oracle:
    def __init__(self, dump: Dump, definitions: dict, now: int):
        self.dump, self.definitions, self.now = dump, definitions, now
        self.all = Observations(dump, now)
        self.branches = {}
        for row in dump.categories.itertuples():
            self.branches.setdefault(row.id, {row.id})
            if isinstance(row.parent_id, str):
                self.branches.setdefault(row.parent_id, {row.parent_id}).add(row.id)

    def of_segment(self, known: pandas.DataFrame, segment: dict) -> pandas.DataFrame:
        for name, column in (("tiers", "tier"), ("channels", "channel"), ("agent_ids", "agent"), ("team_ids", "team")):
            if segment.get(name):
                known = known[known[column].isin(segment[name])]
        if segment.get("category_ids"):
            known = known[known.category.isin(set().union(*(self.branches[c] for c in segment["category_ids"])))]
        return known

    def figure(self, name, opens, closes, zone, segment) -> Figure:
        start, end = instant(opens, zone), instant(closes, zone)
        of = self.definitions[name]
        if of["collected"] == "f":
            return Figure()
        if name in PARTS:
            return self.composed(name, opens, closes, zone, segment, start, min(end, self.now))
        if of["class"] == "WINDOW":
            return self.window(name, opens, closes, zone, segment)
        known = self.of_segment(self.all.by_kpi[name], segment)
        if of["class"] == "SNAPSHOT":
            at = min(end, self.now)
            known = known[(known["at"] < at) & (known.until >= at)]
            if name != "BACKLOG_AGE":
                return Figure(len(known), len(known), None, float(len(known)))
            return self.median((at - known.value).astype("int64"), exact=False)
        known = known[(known["at"] >= start) & (known["at"] < end)]
        young = known[known.excluded.isna() & (known.ripe > self.now)]
        excluded = known.excluded.value_counts().to_dict() | ({"TOO_YOUNG": len(young)} if len(young) else {})
        counted = known[known.excluded.isna() & (known.ripe <= self.now)]
        if name == "NPS":
            counted = counted.sort_values(["at", "order"]).groupby("client").tail(1)
        figure = self.sums(name, of, counted)
        figure.excluded = excluded
        return figure

    def sums(self, name, of, counted) -> Figure:
        n, scale = len(counted), int(of["scale"])
        if name == "RETURNING_CLIENTS":
            people = counted[counted.value == 1].client.nunique()
            return Figure(people, people, None, float(people))
        total = int(counted.value.fillna(0).astype("int64").sum())
        weight = int(counted.weight.astype("int64").sum())
        if name == "REVENUE_PER_CLIENT":
            weight = counted[counted.weight == 1].client.nunique()
        if of["class"] == "SUM":
            if n == 0 and of["unit"] != "COUNT":
                return Figure()
            return Figure(n, total / scale if scale > 1 else total, None, total / scale)
        if name == "FIRST_RESPONSE_TIME":
            figure = self.median(counted.value.astype("int64"), exact=True)
            figure.numerator, figure.denominator = (total / scale, n) if n else (None, None)
            return figure
        if n == 0:
            return Figure()
        if weight == 0:
            return Figure(n, total / scale, 0, None)
        figure = Figure(n, total / scale, weight, (total / scale) / weight)
        if of["class"] == "DISTRIBUTION":
            figure.quantiles = self.quantiles(counted.value.astype("int64"), scale)
        figure.limits = self.limits(name, counted.value.astype("int64").to_numpy(), scale)
        return figure

    def limits(self, name, values, scale):
        n = len(values)
        if name in SHARES and n:
            return proportion_confint(int(values.sum()), n, 0.05, "wilson")
        if name in MEANS and n >= 2:
            mean, error = values.mean(), values.std(ddof=1) / math.sqrt(n)
            quantile = scipy.stats.t.ppf(0.975, n - 1) if n <= 201 else scipy.stats.norm.ppf(0.975)
            return (mean - quantile * error) / scale, (mean + quantile * error) / scale
        if name == "NPS" and n >= 2:
            error = scipy.stats.norm.ppf(0.975) * math.sqrt(values.var() / n)
            return values.mean() - error, values.mean() + error
        return None, None

    def quantiles(self, values, scale):
        """By linear interpolation, in fractions; of a half both neighbours are right, since the database interpolates in floating point."""
        ordered, found = sorted(int(v) for v in values), []
        for share in (Fraction(1, 2), Fraction(9, 10), Fraction(19, 20)):
            place = share * (len(ordered) - 1)
            below = math.floor(place)
            exact = ordered[below] + (ordered[min(below + 1, len(ordered) - 1)] - ordered[below]) * (place - below)
            half = exact - math.floor(exact) == Fraction(1, 2)
            found.append({(math.floor(exact) + (0 if half else round(exact - math.floor(exact)))) / scale, (math.floor(exact + Fraction(1, 2))) / scale})
        return found

    def median(self, values, exact) -> Figure:
        n, ordered = len(values), sorted(int(v) for v in values)
        if n == 0:
            return Figure()
        limits = (None, None)
        if n >= 6:
            half = scipy.stats.norm.ppf(0.975) * math.sqrt(n) / 2
            limits = (ordered[max(1, math.floor(n / 2 - half)) - 1] / SECOND, ordered[min(n, math.ceil(n / 2 + 1 + half)) - 1] / SECOND)
        return Figure(n, None, None, numpy.percentile(ordered, 50) / SECOND, self.quantiles(pandas.Series(ordered), SECOND), limits)

    def cost(self, start, end):
        total = 0.0
        for row in self.dump.costs.itertuples():
            month = datetime.datetime.fromisoformat(row.month)
            days = (months_before(month, -1) - month).days
            for day in range(days):
                a = instant(month + datetime.timedelta(days=day), "Europe/Warsaw")
                b = instant(month + datetime.timedelta(days=day + 1), "Europe/Warsaw")
                if a < end and b > start:
                    total += int(row.grosze) * (min(end, b) - max(start, a)) / (b - a) / days
        return total

    def composed(self, name, opens, closes, zone, segment, start, end) -> Figure:
        if name == "AVAILABILITY":
            from clock import length
            down = [(max(start, int(i.started_at)), min(end, end if pandas.isna(i.ended_at) else int(i.ended_at))) for i in self.dump.incidents.itertuples() if i.planned == "f"]
            whole = (end - start) / SECOND
            return Figure(int(whole // 60), whole - length(down) / SECOND, whole, 1 - length(down) / SECOND / whole)
        if name == "LUXURY_EXPERIENCE_SCORE":
            parts = [self.figure(part, opens, closes, zone, segment) for part in ("CSAT", "SLA_COMPLIANCE", "QUALITY_SCORE", "PERSONALIZATION", "BRAND_CONSISTENCY")]
            values = [part.value for part in parts]
            if None in values:
                return Figure(parts[0].n)
            score = 0.35 * (values[0] - 1) / 4 * 100 + 25 * values[1] + 0.2 * values[2] + 10 * values[3] + 10 * values[4]
            return Figure(parts[0].n, score, None, score)
        handled = self.all.by_kpi["SUPPORT_COST"]
        handled = handled[(handled["at"] >= start) & (handled["at"] < instant(closes, zone))]
        mine = self.of_segment(handled, segment)
        if not (self.cost(start, end)):
            return Figure()
        share = round(self.cost(start, end) * (1 if len(mine) == len(handled) else int(mine.value.sum()) / int(handled.value.sum()))) / 100
        if name == "SUPPORT_COST":
            return Figure(len(mine), share, None, share) if len(mine) else Figure()
        if name == "COST_PER_TICKET":
            tickets = self.figure("TICKETS_RESOLVED", opens, closes, zone, segment)
            return Figure(tickets.n, share, tickets.n, share / tickets.n) if tickets.n else Figure()
        if name == "COST_PER_CLIENT":
            asked = self.of_segment(self.all.by_kpi["COST_PER_CLIENT"], segment)
            asked = asked[(asked["at"] >= start) & (asked["at"] < instant(closes, zone))]
            return Figure(len(asked), share, asked.client.nunique(), share / asked.client.nunique()) if len(asked) else Figure()
        margin = self.of_segment(self.all.by_kpi["SUPPORT_ROI"], segment)
        margin = margin[(margin["at"] >= start) & (margin["at"] < instant(closes, zone))]
        if not len(margin):
            return Figure()
        gain = int(margin.value.sum()) / 100 - share
        return Figure(len(margin), gain, share, gain / share if share else None)

    def window(self, name, opens, closes, zone, segment) -> Figure:
        end_local = min(closes, local(self.now, zone))
        end = min(instant(closes, zone), self.now)
        year, two = instant(months_before(end_local, 12), zone), instant(months_before(end_local, 24), zone)
        orders = self.all.orders
        rows = []
        if name in ("RETENTION_RATE", "CHURN_RATE"):
            before = set(orders[(orders.created_at >= two) & (orders.created_at < year)].client_id)
            after = set(orders[(orders.created_at >= year) & (orders.created_at < end)].client_id)
            rows = [(self.all.tier_at(c, two), int((c in after) == (name == "RETENTION_RATE"))) for c in before]
        elif name == "ORDER_FREQUENCY":
            for client, bought in orders[(orders.created_at >= year) & (orders.created_at < end)].sort_values("created_at").groupby("client_id"):
                rows.append((bought.tier.iloc[-1], len(bought)))
        elif name == "REPEAT_PURCHASE_RATE":
            for client, bought in orders.sort_values(["created_at", "id"]).groupby("client_id"):
                first = bought.created_at.iloc[0]
                if first < year:
                    until = instant(months_before(local(first, zone), -12), zone)
                    rows.append((bought.tier.iloc[0], int(any(at < until for at in bought.created_at.iloc[1:]))))
        elif name == "WHITE_GLOVE_USAGE":
            entitled = set(self.dump.entitled[self.dump.entitled.white_glove == "t"].tier)
            done = self.dump.white_glove
            served = set(done[(done.completed_at >= instant(opens, zone)) & (done.completed_at < end)].client_id)
            for client in self.dump.clients.itertuples():
                known = [tier for since, tier in self.all.histories[client.id] if since < end]
                if known and known[-1] in entitled:
                    rows.append((known[-1], int(client.id in served)))
        elif name == "TRAINING_COMPLETION":
            return self.training(end_local, end, segment)
        elif name == "LIFETIME_VALUE":
            rows = self.lifetimes(end, end_local, zone)
        rows = [row for row in rows if not segment.get("tiers") or row[0] in segment["tiers"]]
        if not rows:
            return Figure()
        total, scale = sum(value for _, value in rows), int(self.definitions[name]["scale"])
        limits = proportion_confint(total, len(rows), 0.05, "wilson") if name in SHARES else (None, None)
        return Figure(len(rows), total / scale, len(rows), total / scale / len(rows), None, limits)

    def training(self, end_local, end, segment) -> Figure:
        rows = []
        for agent in self.dump.agents.itertuples():
            if isinstance(agent.left_on, str) and datetime.date.fromisoformat(agent.left_on) < end_local.date():
                continue
            if segment.get("agent_ids") and agent.id not in segment["agent_ids"] or segment.get("team_ids") and agent.team_id not in segment["team_ids"]:
                continue
            for program in self.dump.programs.itertuples():
                due = datetime.datetime.fromisoformat(agent.hired_on) + datetime.timedelta(days=int(program.due_after))
                if program.mandatory == "t" and program.active == "t" and due <= end_local:
                    done = self.dump.trainings[(self.dump.trainings.agent_id == agent.id) & (self.dump.trainings.program_id == program.id)]
                    rows.append(int(((done.completed_at < end) & (done.valid_until >= end)).any()))
        if not rows:
            return Figure()
        return Figure(len(rows), sum(rows), len(rows), sum(rows) / len(rows), None, proportion_confint(sum(rows), len(rows), 0.05, "wilson"))

    def lifetimes(self, end, end_local, zone):
        stays = {}
        year, two = instant(months_before(end_local, 12), zone), instant(months_before(end_local, 24), zone)
        orders = self.all.orders
        before = set(orders[(orders.created_at >= two) & (orders.created_at < year)].client_id)
        after = set(orders[(orders.created_at >= year) & (orders.created_at < end)].client_id)
        for client in before:
            kept, all_ = stays.get(self.all.tier_at(client, two), (0, 0))
            stays[self.all.tier_at(client, two)] = (kept + (client in after), all_ + 1)
        payments = self.all.payments
        margins = payments[payments.created_at < end].groupby("client_id").margin.sum().to_dict()
        known, tiers = [], {}
        for client in self.dump.clients[self.dump.clients.created_at < end].itertuples():
            tier = [tier for since, tier in self.all.histories[client.id] if since < end][-1]
            years = (end - client.created_at) / (31_557_600 * SECOND)
            margin = int(margins.get(client.id, 0))
            known.append((tier, years, margin))
            money, time = tiers.get(tier, (0, 0))
            tiers[tier] = (money + margin, time + years)
        rows = []
        for tier, years, margin in known:
            yearly = margin / years if years >= 1 else margin + (1 - years) * tiers[tier][0] / tiers[tier][1]
            kept, all_ = stays.get(tier, (0, 0))
            stay = kept / all_ if all_ else 0
            rows.append((tier, round(margin + yearly * sum((stay / 1.1) ** t for t in range(1, 6)))))
        return rows


def cases(definitions: dict, dump: Dump, count: int, seed: int):
    chance = random.Random(seed)
    last = local(int(dump.tickets.created_at.max()), "Europe/Warsaw").date()
    for number in range(count):
        name = chance.choice(sorted(definitions))
        zone = chance.choice(ZONES)
        begin = datetime.date.fromisoformat(chance.choice(DAYS)) if chance.random() < 0.4 else last - datetime.timedelta(days=chance.randint(1, 900))
        days = chance.choice([1, 1, 2, 7, 28, 31, 90, 365])
        opens = datetime.datetime.combine(begin, datetime.time())
        closes = opens + datetime.timedelta(days=days)
        kind = "dates"
        if chance.random() < 0.25:
            kind, opens, closes = "moments", opens + datetime.timedelta(hours=4, minutes=chance.randint(0, 600)), closes + datetime.timedelta(hours=15)
        dimensions = definitions[name]["dimensions"].strip("{}").split(",")
        segment = {}
        if chance.random() < 0.6:
            for dimension, key, known in (("TIER", "tiers", sorted(set(dump.tickets.tier))), ("CHANNEL", "channels", sorted(set(dump.tickets.channel))),
                                          ("CATEGORY", "category_ids", sorted(dump.categories.id)), ("AGENT", "agent_ids", sorted(dump.agents.id)),
                                          ("TEAM", "team_ids", sorted(set(dump.agents.team_id)))):
                if dimension in dimensions and chance.random() < 0.4:
                    segment[key] = chance.sample(known, chance.randint(1, min(3, len(known))))
        yield number + 1, name, kind, opens, closes, zone, segment


def as_call(number, name, kind, opens, closes, zone, segment) -> str:
    if kind == "dates":
        span = f"row (null, row ('{opens.date()}', '{closes.date()}')::date_range_input, null)::range_input"
    else:
        moments = [datetime.datetime.fromtimestamp(instant(m, zone) / SECOND, datetime.timezone.utc).isoformat() for m in (opens, closes)]
        span = f"row (null, null, row ('{moments[0]}', '{moments[1]}')::moment_range_input)::range_input"
    lists = [("tiers", "service_tier"), ("channels", "channel"), ("category_ids", "uuid"), ("agent_ids", "uuid"), ("team_ids", "uuid")]
    parts = ["null" if key not in segment else "'{" + ",".join(segment[key]) + "}'::" + kind + "[]" for key, kind in lists]
    return f"row ({number}, '{name}', {span}, '{zone}', row ({', '.join(parts)})::segment_input)::kpi_call"


def close(ours, theirs, relative, absolute=0.0) -> bool:
    if ours is None or theirs is None or pandas.isna(theirs):
        return ours is None and (theirs is None or pandas.isna(theirs))
    return math.isclose(float(ours), float(theirs), rel_tol=relative, abs_tol=absolute)


def differences(figure: Figure, row, left_out: dict) -> list[str]:
    found = []
    exact = lambda name, ours, theirs: None if close(ours, theirs, 1e-13, 1e-9) else found.append(f"{name}: {ours} here, {theirs} there")
    exact("n", figure.n, row.n)
    exact("numerator", figure.numerator, row.numerator)
    exact("denominator", figure.denominator, row.denominator)
    if not close(figure.value, row.value, 1e-12, 1e-12):
        found.append(f"value: {figure.value} here, {row.value} there")
    for name, ours, theirs in zip(("median", "p90", "p95"), figure.quantiles or [None] * 3, (row.median, row.p90, row.p95)):
        if ours is None or theirs is None or not any(close(one, theirs, 1e-13, 1e-9) for one in ours):
            exact(name, None if ours is None else max(ours), theirs)
    for name, ours, theirs in zip(("low", "high"), figure.limits, (row.confidence_low, row.confidence_high)):
        if not close(ours, theirs, 1e-6, 1e-6):
            found.append(f"{name}: {ours} here, {theirs} there")
    if figure.excluded != left_out:
        found.append(f"excluded: {figure.excluded} here, {left_out} there")
    return found


def main():
    database, count, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200, int(sys.argv[3]) if len(sys.argv) > 3 else 1
    definitions = query(database, "select name, class, unit, scale, dimensions::text as dimensions, collected from kpi_definitions").set_index("name").to_dict("index")
    dump = Dump(database)
    asked = list(cases(definitions, dump, count, seed))
    calls = ", ".join(as_call(*case) for case in asked)
    told = query(database, f"select (extract(epoch from now()) * 1000000)::bigint as now, v.* from kpi_values(array[{calls}]) as v")
    oracle = Oracle(dump, definitions, int(told.now[0]))
    told = told.astype({"ordinal": int}).set_index("ordinal")
    excluded = query(database, f"select * from kpi_exclusions(array[{calls}])")
    failed = 0
    for case in asked:
        row = SimpleNamespace(**{column: None if pandas.isna(told.at[case[0], column]) else float(told.at[case[0], column]) for column in COLUMNS})
        mine = excluded[excluded.ordinal == str(case[0])]
        found = differences(oracle.figure(case[1], *case[3:]), row, {r.reason: int(r.n) for r in mine.itertuples()})
        if found:
            failed += 1
            print(json.dumps([str(part) for part in case]), *found, sep="\n    ")
    print(f"{count - failed} of {count} figures are equal (seed {seed})")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
