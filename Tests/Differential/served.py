"""Builds a client schema of the served graph, as every role is shown it, with graphql-core and with graphql-js.

    python served.py CONCIERGE

Runs beside a database that is found in the environment, see `throw-away-cluster`. The query asks for all that the newest edition has, which
older clients must be able to read past.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

from graphql import GraphQLError, assert_valid_schema, build_client_schema, get_introspection_query

HERE = pathlib.Path(__file__).parent
SECRET = "the secret of a test, which is long enough"
QUERY = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, schema_description=True,
                                input_value_deprecation=True, experimental_directive_deprecation=True, one_of=True)


def introspect(url, token):
    request = urllib.request.Request(url, json.dumps({"query": QUERY}).encode(), {"content-type": "application/json"})
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def by_graphql_core(answer):
    schema = build_client_schema(answer["data"])
    assert_valid_schema(schema)
    return f"{len(schema.type_map)} types"


def by_graphql_js(answer):
    script = HERE / "client-schema.js"
    environment = os.environ | {"NODE_PATH": "/usr/share/nodejs"}
    result = subprocess.run(["node", script], input=json.dumps(answer["data"]), capture_output=True, text=True, env=environment)
    if result.returncode:
        raise ValueError(result.stderr)
    return f"{result.stdout.strip()} types"


def by_reference(answer):
    """Every type that is told is referred to by something that is told, built-in scalars included (*Scalars*, section 3.5)."""
    schema = answer["data"]["__schema"]
    roots = [schema[kind]["name"] for kind in ("queryType", "mutationType", "subscriptionType") if schema[kind]]
    referred = set(roots)

    def refer(elements):
        for element in elements or []:
            reference = element["type"] if "type" in element else element
            while reference.get("ofType"):
                reference = reference["ofType"]
            referred.add(reference["name"])
            refer(element.get("args"))

    for type in schema["types"]:
        for members in ("fields", "inputFields", "interfaces", "possibleTypes"):
            refer(type[members])
    for directive in schema["directives"]:
        refer(directive["args"])
    told = {type["name"] for type in schema["types"]}
    if stray := {name for name in told ^ referred if name != "__Schema"}:
        raise ValueError(f"either told or referred to, not both: {sorted(stray)}")
    return f"{len(told)} types"


def main():
    concierge = sys.argv[1]
    subprocess.run([concierge, "migrate"], check=True, stdout=subprocess.DEVNULL)
    roles = re.findall(r'@role\(\s*name: "(\w+)"', pathlib.Path("schema/roles.graphql").read_text())
    failures = 0
    with tempfile.TemporaryFile("w+") as log:
        gateway = subprocess.Popen([concierge, "serve", "--listen", "127.0.0.1:0", "--jwt-secret", SECRET],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE, text=True)
        try:
            url = next(found[0] for line in gateway.stderr if (found := re.search(r"http://localhost:\d+", line)))
            for role in roles:
                token = subprocess.run([concierge, "token", "--role", role, "--jwt-secret", SECRET],
                                       check=True, capture_output=True, text=True).stdout.strip()
                answer = introspect(url + "/graphql", token)
                for name, build in (("graphql-core", by_graphql_core), ("graphql-js", by_graphql_js),
                                    ("a walk of its references", by_reference)):
                    try:
                        print(f"ok - {name} builds the graph of {role}: {build(answer)}")
                    except (GraphQLError, KeyError, TypeError, ValueError) as error:
                        failures += 1
                        print(f"not ok - {name} builds the graph of {role}: {error}")
        finally:
            gateway.terminate()
            gateway.wait(30)
    sys.exit(failures > 0 or not roles)


main()
