"""Live queries while everything goes wrong: subscribers of several identities, two gateways, writers, lost connections and slots.

    python soak.py CONCIERGE [SUBSCRIBERS [COMMITS]]

Every answer is checked when it comes: it has no row that the subscriber may not see, and its cursor is not before the last one.
At the end every subscriber's last answer must equal the query asked fresh.
"""
import asyncio
import base64
import hashlib
import hmac
import json
import random
import signal
import sys
import time

from desk import SECRET, Desk, Gateway, psql

QUERIES = [
    "{ notes(first: 20) { totalCount nodes { id owner isPublic body version } } }",
    "{ notes(first: 5, where: {owner: {eq: %d}}) { totalCount nodes { id owner isPublic version } } }",
    "{ note(id: %d) { id owner isPublic body version } }",
    "{ counters { id value } notes(last: 3) { nodes { id owner isPublic version } } }",
]


def token(role, subject):
    part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")
    claims = {"role": role, "exp": int(time.time()) + 36_000, **({"sub": str(subject)} if subject is not None else {})}
    text = part(b'{"alg":"HS256"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(SECRET.encode(), text, hashlib.sha256).digest())).decode()


def place(cursor):
    """(system, timeline, position) of a cursor; `FeedCursor` says how it is written."""
    data = base64.urlsafe_b64decode(cursor + "==")
    return data[1:13], int.from_bytes(data[13:21], "big")


def head(body, subscriber, port, accept):
    authorization = f"authorization: Bearer {subscriber.token}\r\n" if subscriber.token else ""
    return (f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\naccept: {accept}\r\n{authorization}"
            f"content-length: {len(body)}\r\n\r\n").encode() + body


class Subscriber:
    def __init__(self, number):
        self.role, self.subject = random.choice([("visitor", None), ("member", number % 50), ("member", number % 7), ("auditor", None)])
        self.token = None if self.role == "visitor" else token(self.role, self.subject)
        query = random.choice(QUERIES)
        self.query = query % (number % 50 + 1) if "%d" in query else query
        self.last, self.cursor, self.answers, self.returns, self.problem = None, None, 0, 0, None

    def check(self, answer):
        for row in rows(answer["data"]["live"]):
            if not (row["isPublic"] or self.role == "auditor" or self.role == "member" and row["owner"] == self.subject):
                self.problem = f"{self.role} {self.subject} sees {row}"
        cursor = answer["extensions"].get("cursor")
        if cursor and self.cursor and place(cursor)[0] == place(self.cursor)[0] and place(cursor)[1] < place(self.cursor)[1] and self.returns == self.returned:
            self.problem = f"the cursor goes back from {place(self.cursor)} to {place(cursor)}"
        self.cursor, self.last, self.returned = cursor or self.cursor, answer["data"]["live"], self.returns
        self.answers += 1

    returned = 0

    async def follow(self, gateways):
        while True:
            try:
                await self.read(random.choice(gateways))
            except (OSError, asyncio.IncompleteReadError, ConnectionError):
                pass
            self.returns += 1
            await asyncio.sleep(random.random())

    async def read(self, gateway):
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port, limit=1 << 20)
        try:
            body = json.dumps({"query": f"subscription {{ live {self.query} }}", "extensions": {"cursor": self.cursor} if self.cursor else {}}).encode()
            writer.write(head(body, self, gateway.port, "text/event-stream"))
            while line := await reader.readline():
                if line.startswith(b"data: {"):
                    answer = json.loads(line[6:])
                    if answer.get("data"):
                        self.check(answer)
        finally:
            writer.close()

    async def fresh(self, gateway):
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(head(json.dumps({"query": self.query}).encode(), self, gateway.port, "application/json"))
        length = 0
        while (line := await reader.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answer = json.loads(await reader.readexactly(length))
        writer.close()
        if "data" not in answer:
            print("  a query was refused:", answer)
        return answer.get("data")


def rows(value):
    if isinstance(value, dict):
        if "isPublic" in value:
            yield value
        for inner in value.values():
            yield from rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from rows(inner)


def change():
    key, other = random.randint(1, 1000), random.randint(1, 10)
    return random.choice([
        f"update notes set version = version + 1, body = 'b{random.random()}' where id = {key}",
        f"update notes set is_public = not is_public where id = {key}",
        f"update notes set owner = {random.randint(0, 49)} where id = {key}",
        f"delete from notes where id = {key}; insert into notes values ({key}, {random.randint(0, 49)}, {random.choice(['true', 'false'])}, 'again')",
        f"update counters set value = value + 1 where id = {other}",
        f"begin; update notes set version = version + 1 where id < 40; rollback",
        f"begin; savepoint a; update notes set version = version + 1 where id = {key}; rollback to a; update counters set value = value + 1 where id = {other}; commit",
    ])


async def write(count):
    done = 0
    while done < count:
        process = await asyncio.create_subprocess_exec("psql", "-qX", "-d", "live", stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
        try:
            while done < count:
                process.stdin.write((change() + ";\n").encode())
                await process.stdin.drain()
                done += 1
                await asyncio.sleep(0.002)
        except ConnectionError:
            continue
        process.stdin.close()
        await process.wait()


async def trouble(gateways):
    """Connections are lost, a gateway is killed, a slot is lost."""
    others = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = 'live'"
    for turn in range(3):
        await asyncio.sleep(3)
        psql(others)
        await asyncio.sleep(3)
        gateways[turn % 2].end(signal.SIGKILL)
        await asyncio.sleep(1)
        if turn == 1:
            psql("select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active")
        await asyncio.to_thread(gateways[turn % 2].start)


async def main(program, count=200, commits=20_000):
    with Desk() as desk:
        gateways = [Gateway(program, number, str(desk.folder), *(["--loops", "2"] if number else [])) for number in range(2)]
        for gateway in gateways:
            gateway.start()
        try:
            return await play(gateways, count, commits)
        finally:
            for gateway in gateways:
                gateway.end()


async def play(gateways, count, commits):
    subscribers = [Subscriber(number) for number in range(count)]
    following = [asyncio.create_task(subscriber.follow(gateways)) for subscriber in subscribers]
    await asyncio.gather(trouble(gateways), *(write(commits // 4) for _ in range(4)))
    quiet = time.monotonic()
    wrong = subscribers
    # An answer is late by as much as the feed took to come back.
    while wrong and time.monotonic() - quiet < 60:
        await asyncio.sleep(1)
        wrong = [one for one in subscribers if one.last != await one.fresh(gateways[0])]
    for task in following:
        task.cancel()
    problems = [one.problem for one in subscribers if one.problem]
    print(f"{count} subscribers, {commits} commits, {sum(one.answers for one in subscribers)} answers, {sum(one.returns for one in subscribers)} returns; "
          f"quiet after {time.monotonic() - quiet:.0f} s; {len(wrong)} last answers are not the present one; {len(problems)} forbidden: {problems[:3]}")
    for one in wrong[:3]:
        print("  ", one.role, one.subject, one.query, one.last)
    return 1 if wrong or problems else 0


sys.exit(asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:]))))
