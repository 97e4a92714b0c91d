"""A small database with owners' rows, its graph, and the gateways over it."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

SECRET = "a secret of the tests, long enough for HS256"
SQL = """
create role soak_gateway login noinherit; create role soak_visitor; create role soak_member; create role soak_auditor;
grant soak_visitor, soak_member, soak_auditor to soak_gateway;
create table notes (id int primary key, owner int not null, is_public boolean not null, body text not null, version int not null default 0);
create index on notes (owner);
create table counters (id int primary key, value int not null);
alter table notes enable row level security;
create policy visitor on notes to soak_visitor using (is_public);
create policy member on notes to soak_member using (is_public or owner = (select nullif(current_setting('claims.sub', true), '')::int));
create policy auditor on notes to soak_auditor using (true);
grant select on notes, counters to soak_visitor, soak_member, soak_auditor;
insert into notes select n, n % 50, n % 3 = 0, 'note ' || n from generate_series(1, 1000) n;
insert into counters select n, 0 from generate_series(1, 10) n;
create publication concierge for table notes (id, owner), counters (id);
"""
SDL = """
extend schema @role(name: "visitor", database: "soak_visitor", anonymous: true)
  @role(name: "member", database: "soak_member", claims: [{name: "sub", type: INTEGER, required: true}])
  @role(name: "auditor", database: "soak_auditor")
type Note @table(name: "notes") { id: Int! owner: Int! isPublic: Boolean! body: String! version: Int! }
type Counter @table(name: "counters") { id: Int! value: Int! }
type Query {
  note(id: Int!): Note
  notes: [Note!]! @connection @filter @order(default: "id: ASC")
  counters: [Counter!]! @order(default: "id: ASC")
}
"""


class Gateway:
    def __init__(self, program, number, schema, *flags):
        self.number = number
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        database = f"host={os.environ['PGHOST']} port={os.environ['PGPORT']} dbname=live user="
        self.arguments = [
            program, "serve", "--database", database + "soak_gateway", "--feed-database", database + os.environ["PGUSER"], "--instance", f"soak{number}",
            "--schema", schema, "--jwt-secret", SECRET, "--listen", f"127.0.0.1:{self.port}", "--log-requests", "0", *flags]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.DEVNULL, stderr=open(f"/tmp/soak-live-{os.getpid()}-{self.number}.log", "a"))
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("a gateway did not start")

    def end(self, kind=signal.SIGTERM):
        self.process.send_signal(kind)
        self.process.wait(60)


class Desk:
    """The database, made anew; to be used in `with`."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.folder.chmod(0o755)
        (self.folder / "notes.graphql").write_text(SDL)
        psql("create database live", database="postgres")
        psql(SQL)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def psql(sql, database="live"):
    """Runs SQL as the superuser; its output."""
    outcome = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-d", database], input=sql, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise SystemExit(outcome.stderr)
    return outcome.stdout
