"""Running the load generators and reading what the processes behind them have used."""

import json
import os
import re
import resource
import statistics
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """Something that ends the run, in one sentence."""


def run(words, **options):
    """The output of a command that must succeed."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise Failure(f"{Path(str(words[0])).name} failed: {told[-1] if told else done.returncode}")
    return done.stdout


def psql(sql, *, user=None, options=None):
    """The rows of a statement, as psql prints them without decoration."""
    environment = dict(os.environ, PGTZ="UTC")
    if user:
        environment["PGUSER"] = user
    if options:
        environment["PGOPTIONS"] = options
    return run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"], input=sql, env=environment).rstrip("\n")


def process(pid):
    """The parent and the CPU seconds of a process: its own, and those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[1]), sum(map(int, fields[11:13])) / TICKS, sum(map(int, fields[13:15])) / TICKS


def cpu_of_tree(root):
    """The CPU seconds that a process and all its descendants have used so far.

    Those that have ended are in the sum, because the parent that waits for a child takes over its time.
    """
    known = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (found := process(name)):
            known[int(name)] = found
    members, total = {root}, 0.0
    while True:
        more = {pid for pid, (parent, _, _) in known.items() if parent in members} - members
        if not more:
            break
        members |= more
    for pid in members:
        if pid in known:
            total += known[pid][1] + known[pid][2]
    return total


def postmaster():
    """The process of the cluster that PGHOST leads to."""
    directory = psql("show data_directory")
    return int((Path(directory) / "postmaster.pid").read_text().splitlines()[0])


def wrk(port, requests, connections, seconds):
    """What wrk tells of requests at random out of a file."""
    told = run([
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / "requests.lua",
        f"http://127.0.0.1:{port}/graphql", "--", requests,
    ])
    found = re.search(r"^RESULT (.*)$", told, re.M)
    if not found:
        raise Failure("wrk told nothing")
    result = json.loads(found[1])
    if result["failed"] or not result["requests"]:
        raise Failure(f"{result['failed']} of {result['requests']} requests failed")
    result["rate"] = result["requests"] / result["seconds"]
    return result


def pgbench(script, connections, options, *, each=1, seconds=None, transactions=None):
    """What pgbench tells of a script with prepared statements, of which each transaction holds `each`."""
    # One plan a statement from the start, as a long run would have it: five rounds of planning would be a large part of
    # a short one.
    options += " -c plan_cache_mode=force_generic_plan"
    environment = dict(os.environ, PGUSER="concierge_gateway", PGTZ="UTC", PGOPTIONS=options)
    length = f"-T{seconds}" if seconds else f"-t{transactions}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = run(["pgbench", "-n", "-M", "prepared", "-j1", f"-c{connections}", length, "-f", script], env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not re.search(r"number of failed transactions: 0 ", told):
        raise Failure("pgbench had failures")
    rate = float(re.search(r"tps = ([\d.]+)", told)[1])
    done = int(re.search(r"actually processed: (\d+)", told)[1])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"rate": rate * each, "requests": done * each, "client": cpu}


def pgbench_with_cpu(script, connections, seconds, options, tree, each=1):
    """As above, with CPU; what connecting and planning cost is measured by itself and taken off, as from a warm pool."""
    start = with_cpu(lambda: pgbench(script, connections, options, each=each, transactions=1), tree)
    result = with_cpu(lambda: pgbench(script, connections, options, each=each, seconds=seconds), tree)
    more = result["requests"] - start["requests"]
    for name, cpu in result["cpu"].items():
        result["cpu"][name] = (cpu * result["requests"] - start["cpu"][name] * start["requests"]) / more
    return result


def with_cpu(work, trees):
    """The result of `work`, and under "cpu" what each process tree used meanwhile, in microseconds a request."""
    before = {name: cpu_of_tree(root) for name, root in trees.items()}
    result = work()
    # Backends that have just ended are between two places; a moment later their parent has their time.
    time.sleep(0.3)
    used = {name: cpu_of_tree(root) - before[name] for name, root in trees.items()}
    if "client" in result:
        used["client"] = result.pop("client")
    result["cpu"] = {name: seconds * 1e6 / result["requests"] for name, seconds in used.items()}
    return result


def median(values):
    return statistics.median(values)
