"""A gateway over a private database of its own, with the demo data, for the tests of the pages."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Gateway:
    """`concierge serve` with its own state folder; the database stays between `stop` and `start`."""

    def __init__(self, program, playground="playground"):
        self.program = str(pathlib.Path(program).resolve())
        self.state = ROOT / ".build" / "face" / f"state-{os.getpid()}"
        self.port = free_port()
        self.playground = playground
        self.log = open(ROOT / ".build" / "face" / "gateway.log", "w")
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "serve", "--state", self.state, "--listen", f"127.0.0.1:{self.port}", "--playground", self.playground, "--no-jobs"],
            cwd=ROOT, stdout=self.log, stderr=self.log)
        for _ in range(3000):
            try:
                with urllib.request.urlopen(self.address + "/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            if self.process.poll() is not None:
                raise SystemExit(f"the gateway ended: see {self.log.name}")
            time.sleep(0.1)
        raise SystemExit("the gateway is not ready after five minutes")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def remove(self):
        self.stop()
        home = self.state / "postgres"
        target = home.resolve()
        if home.is_symlink() and str(target).startswith("/var/lib/concierge/"):
            shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(self.state, ignore_errors=True)

    def token(self, role, subject=None):
        query = f"role={role}" + (f"&sub={subject}" if subject else "")
        with urllib.request.urlopen(f"{self.address}/playground/token?{query}") as answer:
            return json.load(answer)["token"]

    def request(self, query, role, variables, subject, accept):
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        headers = {"content-type": "application/json", "accept": accept, "authorization": f"Bearer {self.token(role, subject)}"}
        return urllib.request.Request(self.address + "/graphql", body, headers)

    def ask(self, query, role="admin", variables=None, subject=None):
        """An answer, by HTTP alone: what a page shows is compared with it."""
        try:
            with urllib.request.urlopen(self.request(query, role, variables, subject, "application/json")) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def first(self, query, role="admin", variables=None, subject=None):
        """The first answer to a subscription, by server-sent events."""
        with urllib.request.urlopen(self.request(query, role, variables, subject, "text/event-stream")) as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    return json.loads(line[6:])

    def head(self, path):
        try:
            with urllib.request.urlopen(self.address + path) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers
