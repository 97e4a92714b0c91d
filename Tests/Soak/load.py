"""One caller against all others, at the sizes with which gateways were stopped; `./dev soak load` calls it.

    python load.py CONCIERGE [ROW ...]

Runs beside a database that is found in the environment, see `throw-away-cluster`. Each row prints what it measured and the aim;
the status is 1 where an aim is missed. Times that depend on the machine are told beside what they are compared with in the same run.
"""
import asyncio
import contextlib
import multiprocessing
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True

from callers import ROOT, Gateway, code, crowd, median_milliseconds

PROGRAM = sys.argv[1]
AGENTS = "{ agents(first: 1) { nodes { name } } }"
missed = []


def report(row, text, holds):
    print(f"{row}: {text}{'' if holds else '  ← missed'}", flush=True)
    if not holds:
        missed.append(row)


@contextlib.contextmanager
def locked(table, database=None):
    """A session that holds ACCESS EXCLUSIVE on a table."""
    environment = dict(os.environ, **({"PGDATABASE": database} if database else {}))
    session = subprocess.Popen(["psql", "-XAtq"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    session.stdin.write(f"begin; lock table {table} in access exclusive mode; select 'held';\n")
    session.stdin.flush()
    session.stdout.readline()
    try:
        yield
    finally:
        session.communicate("rollback;\n")


def send(gateway, request):
    """A connection on which a request was sent, and nothing is read."""
    connection = socket.create_connection(("127.0.0.1", gateway.port))
    connection.sendall(request)
    return connection


def b1():
    with Gateway(PROGRAM, []) as gateway:
        gateway.ask(AGENTS)
        with locked("orders"):
            waiting = [send(gateway, gateway.request("{ orders(first: %d) { nodes { number } } }" % number)) for number in range(1, 13)]
            times = [gateway.ask(AGENTS) for _ in range(20)]
        for connection in waiting:
            connection.close()
        worst = max(seconds for _, _, seconds in times) * 1e3
        first = times[0][2] * 1e3
        answered = all(code(answer) is None for answer, _, _ in times)
        report("B1", f"beside a lock and 12 reads that wait for it: first {first:.0f} ms, longest of 20 {worst:.0f} ms (aim 250 ms)",
               answered and worst < 250)


def b2():
    ends_with = "query ($s: String!) { tickets(first: 10, where: {subject: {endsWith: $s}}) { nodes { number } } }"
    search = "query ($s: String!) { tickets(first: 10, where: {search: $s}) { nodes { number } } }"
    loads = [
        ("4 × endsWith of 1 MB", ends_with, "x" * 1_000_000), ("4 × search of 9 kB", search, "zq " * 3000),
        ("4 × search of 90 kB", search, "x y z " * 15_000), ("4 × endsWith of 1 kB", ends_with, "x" * 1000),
    ]
    with Gateway(PROGRAM, []) as gateway:
        median_milliseconds(gateway, AGENTS, 1)
        for name, query, text in loads:
            alone, _ = median_milliseconds(gateway, AGENTS, 2)
            codes, end = set(), time.monotonic() + 5

            def caller():
                while time.monotonic() < end:
                    codes.add(code(gateway.ask(query, s=text)[0]))

            threads = [threading.Thread(target=caller) for _ in range(4)]
            for thread in threads:
                thread.start()
            beside, longest = median_milliseconds(gateway, AGENTS, 4)
            for thread in threads:
                thread.join()
            report("B2", f"{name} ({', '.join(map(str, codes))}): others' reads p50 {alone:.1f} ms alone, {beside:.1f} ms beside, "
                   f"longest {longest:.0f} ms (aim: p50 100 ms)", beside < 100)


def b3():
    query = "query ($t: String!) { tickets(where: {subject: {contains: $t}}) { totalCount } }"

    with Gateway(PROGRAM, []) as gateway:
        def request(number, turn):
            return gateway.request(query, t=f"{number}x{turn}")

        asyncio.run(crowd(gateway, 150, 3, request))
        tallies = {count: asyncio.run(crowd(gateway, count, 14, request)) for count in (15, 150, 1500)}
        answer, _, seconds = gateway.ask("{ tickets { totalCount } }")
        goodput = {count: tally.get("answered", 0) for count, tally in tallies.items()}
        ratio = goodput[1500] / max(goodput[15], goodput[150])
        report("B3", f"answers by connections in 14 s: {tallies}; the crowd's goodput is {ratio:.2f} of the peak (aim 0.9)", ratio >= 0.9)
        report("B3", f"a count after all have left: {seconds:.2f} s (aim: the lane's time limit, 30 s)", code(answer) is None and seconds < 30)


def b4():
    folder = ROOT / "Tests/Fixtures/changing"
    subprocess.run(["createdb", "changing"], check=True)
    owner = f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user={os.environ['PGUSER']} dbname=changing"
    subprocess.run([PROGRAM, "migrate", "--owner-database", owner, "--migrations", folder / "migrations"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    flags = ["--database", owner.replace(os.environ["PGUSER"], "changing_gateway"), "--schema", str(folder / "schema"),
             "--analytic-time-limit", "2s"]
    with Gateway(PROGRAM, flags, role="staff") as gateway:
        for name, query in (("statement", "{ work(seconds: 30, mark: 0) }"), ("lock", "{ orders { totalCount } }")):
            with locked("orders", "changing"):
                start, ends = time.monotonic(), []

                def caller():
                    answer, _, _ = gateway.ask(query)
                    ends.append((time.monotonic() - start, code(answer)))

                threads = [threading.Thread(target=caller) for _ in range(24)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            last = max(seconds for seconds, _ in ends)
            report("B4", f"24 equal askers, time limit 2 s, a {name} that outlasts it: the last answer after {last:.1f} s, "
                   f"codes {set(name for _, name in ends)} (aim: two time limits and a second)", last < 5)


def b5():
    aliases = " ".join(f"a{number}: body" for number in range(400))
    query = "{ agents(first: 190) { nodes { messages(first: 500) { nodes { %s } } } } }" % aliases
    with Gateway(PROGRAM, []) as gateway:
        answer, _, seconds = gateway.ask(query)
        report("B5", f"the 146 MB at the default limits: {code(answer)} after {seconds * 1e3:.0f} ms", code(answer) == "LIMIT_EXCEEDED")
    with Gateway(PROGRAM, ["--limit-cost", "1000000000"]) as gateway:
        answer, longest = beside(gateway, query)
        report("B5", f"the same without a limit of cost: {answer[0]} after {answer[2]:.1f} s, another caller's longest wait "
               f"{longest:.0f} ms (aim 250 ms)", answer[0] == "LIMIT_EXCEEDED" and longest < 250)
    with Gateway(PROGRAM, ["--limit-cost", "1000000000", "--limit-response-bytes", "500MB"]) as gateway:
        answer, longest = beside(gateway, query)
        report("B5", f"the same without a limit of bytes: {answer[1] / 1e6:.0f} MB after {answer[2]:.1f} s, another caller's longest "
               f"wait {longest:.0f} ms (aim 250 ms)", answer[0] is None and longest < 250)
    with Gateway(PROGRAM, []) as gateway:
        plain = "{ agents(first: 190) { nodes { messages(first: 500) { nodes { body createdAt } } } } }"
        size = gateway.ask(plain)[1]
        before = gateway.memory()
        stuck = [send(gateway, gateway.request(plain)) for _ in range(200)]
        most, end = 0, time.monotonic() + 30
        while time.monotonic() < end:
            most = max(most, gateway.memory())
            time.sleep(0.1)
        answer, _, seconds = gateway.ask(AGENTS)
        for connection in stuck:
            connection.close()
        report("B5", f"200 clients that do not read {size / 1e6:.1f} MB each: memory {before} MB before, at most {most} MB, and another "
               f"caller answered in {seconds * 1e3:.0f} ms (aim: 200 MB more)", code(answer) is None and most - before < 200)


def beside(gateway, query):
    """Code, size and seconds of the answer to `query`, and the longest time in ms that a caller beside it waited.

    The large answer is read by another process, so that its reading does not delay the caller.
    """
    near, far = multiprocessing.Pipe()

    def reader():
        answer, size, seconds = gateway.ask(query)
        far.send((code(answer), size, seconds))

    process = multiprocessing.get_context("fork").Process(target=reader)
    process.start()
    longest = 0
    while not near.poll():
        longest = max(longest, gateway.ask("{ __typename }")[2] * 1e3)
    process.join()
    return near.recv(), longest


def b6():
    def chain(number):
        return [number - 1] if number else []

    def at_random(number):
        return random.sample(range(number), min(2, number))

    random.seed(10)
    for name, count, targets in (("chain", 1300, chain), ("random", 3000, at_random)):
        database = "draft_" + name
        subprocess.run(["createdb", database], check=True)
        tables = (
            f"create table t{number} (id int primary key" + "".join(
                f", r{place} int references t{target}" for place, target in enumerate(targets(number))) + ");"
            for number in range(count))
        environment = dict(os.environ, PGDATABASE=database)
        subprocess.run(["psql", "-Xq"], input="\n".join(tables), text=True, check=True, env=environment)
        where = f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} user={os.environ['PGUSER']} dbname={database}"
        start = time.monotonic()
        process = subprocess.Popen([PROGRAM, "schema", "draft", "--database", where], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        lines = process.stdout.read().count(b"\n")
        _, status, usage = os.wait4(process.pid, 0)
        seconds, memory = time.monotonic() - start, usage.ru_maxrss / 1024
        report("B6", f"{count} tables ({name}): {lines} lines in {seconds:.1f} s and {memory:.0f} MB, status {status} (aim 10 s, 1 GB)",
               status == 0 and lines > count and seconds < 10 and memory < 1024)


def main():
    rows = {"b1": b1, "b2": b2, "b3": b3, "b4": b4, "b5": b5, "b6": b6}
    wanted = [row.lower() for row in sys.argv[2:]] or list(rows)
    if set(wanted) - set(rows):
        sys.exit(f"load: the rows are {', '.join(rows)}")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8192), most))
    if set(wanted) - {"b4", "b6"}:
        subprocess.run([PROGRAM, "migrate"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        subprocess.run([PROGRAM, "seed", "--scale", "1", "--until", "2026-11-01"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    for row in wanted:
        rows[row]()
    print(f"load average at the end: {os.getloadavg()[0]:.1f}")
    sys.exit(1 if missed else 0)


main()
