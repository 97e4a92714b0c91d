"""The tables that figures are computed from, as data frames; instants are whole microseconds since 1970."""

import io
import subprocess

import numpy
import pandas

TABLES = {
    "tickets": "select id, client_id, tier, channel, category_id, origin, status, team_id, assigned_agent_id, merged_into_id, escalation_level, spam,"
    " resolved_by, preferred_channel, preferred_agent_id, dedicated_agent_id, locale, priority, {first_response_at}, {resolved_at}, {closed_at}, {created_at}"
    " from support_tickets",
    "events": "select id, ticket_id, kind, actor_kind, actor_agent_id, from_status, to_status, to_agent_id, {created_at} from ticket_events",
    "messages": "select ticket_id, author_kind, author_agent_id, channel, internal, {created_at} from ticket_messages",
    "interactions": "select id, ticket_id, agent_id, channel, wrap_up_seconds, {started_at}, {ended_at} from support_interactions",
    "clocks": "select id, ticket_id, kind, calendar_id, {started_at}, {due_at}, {met_at}, {breached_at}, {cancelled_at}, {paused_at} from support_sla_compliance",
    "policies": "select tier, priority, channel_kind, calendar_id from support_sla_policies",
    "calendars": "select id, time_zone, observes_holidays from service_calendars",
    "hours": "select calendar_id, weekday, extract(epoch from opens_at)::integer as opens, extract(epoch from closes_at)::integer as closes from service_calendar_hours",
    "holidays": "select day from holidays",
    "surveys": "select id, ticket_id, order_id, client_id, kind, agent_id, tier, score, {delivered_at}, {answered_at} from support_feedback_surveys",
    "agents": "select id, team_id, languages::text as languages, hired_on, left_on from support_agents",
    "shifts": "select id, agent_id, kind, {starts_at}, {ends_at}, {cancelled_at} from agent_shifts",
    "pauses": "select shift_id, kind, {starts_at}, {ends_at} from agent_shift_pauses",
    "log": "select id, agent_id, status, {created_at} from agent_status_log",
    "categories": "select id, parent_id, kind from support_categories",
    "handoffs": "select ticket_id from ticket_handoffs",
    "evaluations": "select id, ticket_id, agent_id, (100 * score)::bigint as score, {created_at} from support_qa_evaluations",
    "audits": "select id, team_id, checks_made, checks_passed, {created_at} from quality_audits",
    "findings": "select id, audit_id, due_on, {closed_at} from quality_findings",
    "brand": "select id, ticket_id, agent_id, checks_made, checks_passed, {created_at} from brand_checks",
    "orders": "select id, client_id, tier, payment_status, (100 * total)::bigint as total, (100 * cost_of_goods)::bigint as cost_of_goods, {created_at} from orders",
    "refunds": "select id, order_id, to_payment_status, (100 * amount)::bigint as amount, {created_at} from order_events"
    " where to_payment_status in ('PARTLY_REFUNDED', 'REFUNDED')",
    "attributions": "select order_id, ticket_id, share from revenue_attributions",
    "costs": "select month, (100 * amount)::bigint as grosze from support_costs",
    "incidents": "select planned, {started_at}, {ended_at} from incidents",
    "clients": "select id, {created_at} from clients",
    "tiers": "select id, client_id, tier, {created_at} from client_tier_history",
    "programs": "select id, mandatory, active, extract(day from due_after)::integer as due_after from training_programs",
    "trainings": "select agent_id, program_id, {completed_at}, {valid_until} from support_training_records",
    "white_glove": "select client_id, {completed_at} from white_glove_services",
    "entitled": "select tier, white_glove from service_tiers",
}


def query(database: str, statement: str) -> pandas.DataFrame:
    """The rows of a statement, by psql; empty cells are missing values."""
    text = subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", f"copy ({statement}) to stdout (format csv, header)"],
        check=True, capture_output=True, text=True).stdout
    return pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])


class Dump:
    def __init__(self, database: str):
        for name, statement in TABLES.items():
            columns = []
            while "{" in statement:
                column = statement[statement.index("{") + 1:statement.index("}")]
                columns.append(column)
                statement = statement.replace(
                    "{" + column + "}", f"(extract(epoch from {column}) * 1000000)::bigint as {column}", 1)
            frame = query(database, statement)
            for column in frame.columns:
                if column in columns or column in (
                        "score", "total", "cost_of_goods", "amount", "grosze", "checks_made", "checks_passed", "escalation_level", "wrap_up_seconds",
                        "opens", "closes", "weekday", "due_after") or (column == "id" and name in ("events", "log", "tiers")) or (name == "refunds" and column == "id"):
                    frame[column] = frame[column].astype("Int64")
            setattr(self, name, frame)
        self.missing = numpy.iinfo(numpy.int64).max
