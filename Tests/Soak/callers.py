"""A gateway of its own, and clients that ask it: one at a time, or as many as there are connections."""
import asyncio
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import pathlib
import socket
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRET = "the secret of a load test, which is long enough"


def token(role):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    claims = {"role": role, "exp": int(time.time()) + 86_400}
    head = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (head + b"." + part(hmac.new(SECRET.encode(), head, hashlib.sha256).digest())).decode()


def body(query, **variables):
    return json.dumps({"query": query, "variables": variables}).encode()


class Gateway:
    """`concierge serve` with `flags`, until the block ends."""

    def __init__(self, program, flags, role="lead"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.headers = {"Content-Type": "application/json", "Accept": "application/graphql-response+json",
                        "Authorization": "Bearer " + token(role)}
        self.process = subprocess.Popen(
            [program, "serve", "--listen", f"127.0.0.1:{self.port}", "--jwt-secret", SECRET, "--no-jobs", *flags],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(1200):
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    return self
            if self.process.poll() is not None:
                raise SystemExit("load: the gateway ended")
            time.sleep(0.05)
        raise SystemExit("load: the gateway is not ready after a minute")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def memory(self):
        """The resident memory, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def ask(self, query, timeout=120, **variables):
        """The answer to one request on a connection of its own, its size in bytes, and the seconds that it took."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        start = time.monotonic()
        connection.request("POST", "/graphql", body(query, **variables), self.headers)
        answer = connection.getresponse().read()
        seconds = time.monotonic() - start
        connection.close()
        return json.loads(answer), len(answer), seconds

    def request(self, query, **variables):
        """The bytes of a request."""
        content = body(query, **variables)
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return f"POST /graphql HTTP/1.1\r\nHost: load\r\n{fields}Content-Length: {len(content)}\r\n\r\n".encode() + content


def code(answer):
    """The code of the first error; `None` without one."""
    errors = answer.get("errors")
    return errors[0].get("extensions", {}).get("code", "?") if errors else None


def median_milliseconds(gateway, query, seconds):
    """The median and the longest time of `query`, asked again and again for `seconds`."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        answer, _, taken = gateway.ask(query)
        if code(answer):
            raise SystemExit(f"load: {answer['errors'][0]}")
        times.append(taken * 1e3)
    return statistics.median(times), max(times)


async def receive(reader):
    """The head and the body of a response."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        return fields, await reader.readexactly(int(fields[b"content-length"]))
    content = b""
    while size := int(await reader.readline(), 16):
        content += await reader.readexactly(size + 2)
    await reader.readline()
    return fields, content


async def crowd(gateway, count, seconds, request):
    """How many answers without errors `count` connections got within `seconds`, and how many errors of each code.

    A refused client waits for as long as `Retry-After` says. At the end all connections are closed, whatever they wait for.
    """
    tally = {}
    end = time.monotonic() + seconds

    async def client(number):
        await asyncio.sleep(number / count)
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        try:
            turn = 0
            while time.monotonic() < end:
                turn += 1
                writer.write(request(number, turn))
                fields, content = await receive(reader)
                name = "answered" if b'"errors"' not in content[:20] else code(json.loads(content))
                tally[name] = tally.get(name, 0) + 1
                if b"retry-after" in fields:
                    await asyncio.sleep(float(fields[b"retry-after"]))
        except (ConnectionError, asyncio.IncompleteReadError):
            tally["lost"] = tally.get("lost", 0) + 1
        finally:
            writer.transport.abort()

    tasks = [asyncio.create_task(client(number)) for number in range(count)]
    await asyncio.wait(tasks, timeout=seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return tally
