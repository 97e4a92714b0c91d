"""The requests of the benchmark, the statements that they are compared with, and the comparison of both answers."""

import base64
import hashlib
import hmac
import http.client
import json
import random
import re
import time

from measure import Failure, psql

TYPENAME = "{ __typename }"
TICKET = "query Ticket($id: ID!) { ticket(id: $id) { number subject status priority channel createdAt } }"
# The alias makes each text a new one (`requests.lua`).
RELATED = (
    "query Related($id: ID!) { %s: ticket(id: $id) { number subject status client { fullName tier } "
    "assignedAgent { name } } }"
)
PAGE = (
    "query Page($before: DateTime!) { tickets(first: 50, where: {createdAt: {lt: $before}}, "
    "orderBy: [{createdAt: DESC}]) { nodes { number subject status client { fullName tier } "
    "assignedAgent { name } messages(first: 5, orderBy: [{createdAt: DESC}]) { nodes { body createdAt } } } } }"
)
IDS = (
    "query Ids($after: String) { tickets(first: 500, after: $after, orderBy: [{createdAt: DESC}]) "
    "{ nodes { id number } pageInfo { endCursor hasNextPage } } }"
)

TICKET_COLUMNS = "ticket_number as number, subject, status, priority, channel, created_at as \"createdAt\""
TICKET_SQL = f"select {TICKET_COLUMNS} from support_tickets where id = %s"

# One statement for the whole page; the form that ran fastest here of those tried.
PAGE_SQL = """
select json_build_object('data', json_build_object('tickets', json_build_object('nodes', coalesce(json_agg(page), '[]'))))
from (
    select t.ticket_number as number, t.subject, t.status,
        (select row_to_json(c) from (
            select full_name as "fullName", tier from clients where id = t.client_id) as c) as client,
        (select row_to_json(a) from (
            select full_name as name from support_agents where id = t.assigned_agent_id) as a) as "assignedAgent",
        (select json_build_object('nodes', coalesce(json_agg(m), '[]')) from (
            select body, created_at as "createdAt" from ticket_messages
            where ticket_id = t.id order by created_at desc, id desc limit 5) as m) as messages
    from support_tickets t
    where t.created_at < to_timestamp(%s)
    order by t.created_at desc, t.id desc limit 50
) as page
""".strip()


def token(secret, claims):
    """A token of HS256 (RFC 7515, appendix A.1)."""

    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    head = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (head + b"." + part(hmac.new(secret, head, hashlib.sha256).digest())).decode()


def tokens(secret, count):
    """Different tokens of the agents who have no confidential client in their care: the database sees them alike."""
    ends = int(time.time()) + 86_400
    agents = psql("""
        select id from support_agents as a
        where not exists (select from confidential_clients_in_care as c where c.subject = a.id) order by id
    """).split()
    if not agents:
        raise Failure("every agent has a confidential client in their care")
    return [
        token(secret, {"role": "agent", "sub": agents[n % len(agents)], "exp": ends, "jti": f"bench-{n}"})
        for n in range(count)
    ]


def body(query, **variables):
    """A request's body, without a byte to spare."""
    content = {"query": query, "variables": variables} if variables else {"query": query}
    return json.dumps(content, separators=(",", ":"))


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Graph:
    """The gateway as one careful client sees it."""

    def __init__(self, port, bearer):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.last_use = 0.0
        self.headers = {
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
            "Authorization": "Bearer " + bearer,
        }

    def ask(self, text):
        """The bytes of the answer to a body, which must be one without errors."""
        # The gateway closes what is idle for a minute, as a measurement is.
        if time.monotonic() - self.last_use > 10:
            self.connection.close()
        self.last_use = time.monotonic()
        self.connection.request("POST", "/graphql", text.encode(), self.headers)
        response = self.connection.getresponse()
        answer = response.read().decode()
        if response.status != 200 or '"errors"' in answer[:20]:
            raise Failure(f"the gateway answered {response.status}: {answer[:300]}")
        return answer

    def ids(self, most):
        """Global ids of tickets, by number."""
        found, after = {}, None
        while len(found) < most:
            answer = json.loads(self.ask(body(IDS, after=after)))["data"]["tickets"]
            found.update((node["number"], node["id"]) for node in answer["nodes"])
            if not answer["pageInfo"]["hasNextPage"]:
                break
            after = answer["pageInfo"]["endCursor"]
        return found


def normalised(text):
    """JSON without what SQL and we write differently: white space between tokens, and the name of UTC in a time."""
    text = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda found: found[1] or "", text)
    return re.sub(r'("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)\+00:00"', r'\1Z"', text)


def compare(name, answers, rows):
    """Fails where an answer is not, byte for byte, what SQL says under the same role."""
    if len(answers) != len(rows):
        raise Failure(f"{name}: SQL gave {len(rows)} answers for {len(answers)} questions")
    for answer, row in zip(answers, rows):
        if normalised(answer) != normalised(row):
            raise Failure(f"{name}: the gateway says {normalised(answer)[:400]} and SQL {normalised(row)[:400]}")


def check_tickets(graph, ids, options):
    """Compares look-ups with SQL; `ids` are pairs of the global id and the number."""
    sample = random.sample(ids, min(300, len(ids)))
    answers = [graph.ask(body(TICKET, id=identifier)) for identifier, _ in sample]
    rows = psql(
        "".join(
            f"select json_build_object('data', json_build_object('ticket', (select row_to_json(t) from (select "
            f"{TICKET_COLUMNS} from support_tickets where ticket_number = '{number}') as t)));\n"
            for _, number in sample
        ),
        user="concierge_gateway",
        options=options,
    )
    compare("ticket(id)", answers, rows.split("\n"))
    return len(sample)


def check_pages(graph, instants, options):
    """Compares pages with SQL."""
    sample = random.sample(instants, min(40, len(instants)))
    answers = [graph.ask(body(PAGE, before=instant(seconds))) for seconds in sample]
    for answer, seconds in zip(answers, sample):
        # json_agg breaks its lines between rows, so one statement a question.
        compare("tickets", [answer], [psql(PAGE_SQL % seconds + ";", user="concierge_gateway", options=options)])
    return len(sample)
