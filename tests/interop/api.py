#!/usr/bin/env python3
"""Asks the running platform from outside: whatever its OpenAPI page allows, and what it forbids, is answered, and never
with a failure of the server.

    api.py PLATFORM [SECONDS]

PLATFORM is the program `jixiang-platform`. It is started with the demo province in a folder of its own, somebody signs
in, and schemathesis (PyPI) asks every operation of the page: one by one with right and wrong values, and in sequences in
which later questions take what earlier answers gave. It runs from a virtual environment in target/, made at the first
run. Where that cannot be made, because Python has no venv or PyPI is out of reach, this says that it skipped and ends
well. Exit code 1: the platform failed, or an answer is not what the page says.

Not asked: the stream, which never ends, and to wait for the feed.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import room

SCHEMATHESIS = "schemathesis==4.32.5"
WHO = "cz-li"
# What an answer is held to. The first is the point; the others hold the page to the platform.
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
SEED = "20261126"


# What schemathesis cannot know: how an envelope is spelled, that the key of an append is the statement's id, and that an
# object is named by the hash of its bytes. Every second question keeps what was made up.
HOOKS = '''
import base64, hashlib, json
import blake3, schemathesis

count = 0


@schemathesis.serializer("application/vnd.dsse.envelope.v1+json")
def envelope(context, value):
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


@schemathesis.hook
def before_call(context, case, kwargs):
    global count
    count += 1
    if case.method.upper() == "PUT" and isinstance(case.body, bytes) and count % 2:
        case.path_parameters = {"id": blake3.blake3(case.body).hexdigest()}
    if case.method.upper() != "POST" or case.path != "/v1/statements":
        return
    try:
        parts = json.loads(case.body)
        payload, kind = base64.b64decode(parts["payload"]), parts["payloadType"].encode()
    except (TypeError, ValueError, KeyError, AttributeError):
        return
    if count % 2:
        pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
        case.headers = {**(case.headers or {}), "idempotency-key": hashlib.sha256(pae).hexdigest()}
'''


def ask(url, token=None, body=None):
    """One question with an answer in JSON."""
    request = urllib.request.Request(url)
    if token:
        request.add_header("authorization", f"Bearer {token}")
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def known(url, token):
    """Scopes and statements that are really there, so that not every id is one that nobody knows."""
    page = ask(f"{url}/v1/statements?limit=20", token)
    envelopes = [row["what"]["statement"] for row in page["rows"] if "statement" in row["what"]]
    scopes = []
    for envelope in envelopes:
        payload = json.loads(envelope)["payload"]
        scope = json.loads(base64.b64decode(payload))["header"]["scope"]
        if scope not in scopes:
            scopes.append(scope)
    return scopes, envelopes


def page_for(url, token):
    """The page as it is asked: without the stream and without waits, with examples that are there."""
    page = ask(f"{url}/v1/openapi.json")
    del page["paths"]["/v1/stream"]
    scopes, envelopes = known(url, token)
    for path in page["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] == "wait":
                    parameter["schema"]["maximum"] = 0
                if parameter["name"] == "scope":
                    parameter["examples"] = {f"s{i}": {"value": scope} for i, scope in enumerate(scopes)}
    link(page, "/v1/objects/{id}", "put", "201", "object", {"id": "$request.path.id"})
    link(page, "/v1/statements", "get", "200", "feed", {"since": "$response.body#/next"})
    link(page, "/v1/scopes/{scope}/statements", "get", "200", "scope",
         {"scope": "$request.path.scope", "after": "$response.body#/next"})
    content = page["paths"]["/v1/statements"]["post"]["requestBody"]["content"]
    for body in content.values():
        body["examples"] = {f"e{i}": {"value": envelope} for i, envelope in enumerate(envelopes)}
    return page


def link(page, path, method, status, operation, parameters):
    """Says which question an answer leads to, with what of it."""
    answer = page["paths"][path][method]["responses"][status]
    answer.setdefault("links", {})[operation] = {"operationId": operation, "parameters": parameters}


def examine(program, platform, seconds):
    """Starts the platform, asks it, and says how it went."""
    with tempfile.TemporaryDirectory() as folder:
        command = [platform, "serve", "--demo", "--data", f"{folder}/data", "--listen", "127.0.0.1:0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                line = server.stdout.readline()
                if not line.startswith("listening on "):
                    raise SystemExit(f"the platform did not start: {line!r}")
                url = line.removeprefix("listening on ").strip()
                token = ask(f"{url}/v1/demo/sign-in", body={"staff": WHO})["token"]
                (pathlib.Path(folder) / "spelling.py").write_text(HOOKS)
                page = pathlib.Path(folder) / "openapi.json"
                page.write_text(json.dumps(page_for(url, token)))
                asked = subprocess.run([
                    str(program), "run", str(page), "--url", url, "--header", f"Authorization: Bearer {token}",
                    "--phases", "examples,coverage,fuzzing,stateful", "--checks", ",".join(CHECKS),
                    "--max-time", str(seconds), "--request-timeout", "20", "--workers", "1", "--seed", SEED,
                    "--continue-on-failure", "--warnings", "off", "--no-color",
                ], cwd=folder, env={**os.environ, "SCHEMATHESIS_HOOKS": "spelling", "PYTHONPATH": folder})
                if server.poll() is not None:
                    raise SystemExit(f"the platform ended with {server.returncode} while it was asked")
                ask(f"{url}/v1/realm")
                return asked.returncode
            finally:
                server.terminate()


def main():
    platform = sys.argv[1]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    return examine(room.room(SCHEMATHESIS, room.BLAKE3) / "st", platform, seconds)


if __name__ == "__main__":
    sys.exit(main())
