#!/usr/bin/env python3
"""Every path of the API, asked by every role and by nobody.

    rights.py [all|quick]

Who may is read from the table in docs/API.md; what is declared there and what
node/api.c has must be the same paths.
"""

import base64
import http.client
import http.server
import json
import pathlib
import re
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "outsider"))

import maker  # noqa: E402
import network as net  # noqa: E402
import report  # noqa: E402
from network import Network  # noqa: E402
from office import Case, Office  # noqa: E402
from report import check  # noqa: E402

ROLES = ("window acceptor reviewer-1 reviewer-2 reviewer-3 issuer courier "
         "dispatcher handler escalation supervisor integrity auditor operator "
         "robot").split()


def declared():
    """(method, path) -> "everybody", "session" or a set of roles."""
    text = (net.SOURCE / "docs/API.md").read_text()
    rows = re.findall(r"^\| (\w+) \| `(/[^`]+)` \| (.+) \|$", text, re.M)
    rights = {}
    for method, path, who in rows:
        if who.startswith("everybody"):
            rights[method, path] = "everybody"
        elif who == "any session":
            rights[method, path] = "session"
        else:
            rights[method, path] = set(
                ROLES if who == "all roles" else who.split())
    return rights


def in_source():
    text = (net.SOURCE / "node/api.c").read_text()
    return set(re.findall(r'HTTP_METHOD_(\w+),\s*"([^"]+)"', text))


class Asker:
    """Speaks to one node's API with one token, or none."""

    def __init__(self, node, token=None):
        self.node = node
        self.token = token

    def ask(self, method, path, body=None, **headers):
        c = http.client.HTTPConnection("127.0.0.1", self.node.api_port,
                                       timeout=20)
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            c.request(method, path, body, headers)
            answer = c.getresponse()
            data = answer.read()
            return answer.status, data, dict(answer.getheaders())
        finally:
            c.close()


def log_in(node, key, **wrong):
    """A token for @key; @wrong replaces what is sent.  (status, answer)"""
    ask = Asker(node).ask  # looked up now: tls.py has an Asker of its own
    name = maker.sha(b"\x01" + key.public).hex()
    _, data, _ = ask("POST", "/v1/session/challenge",
                     json.dumps({"key": name}))
    challenge = wrong.get("challenge") or json.loads(data)["challenge"]
    space = wrong.get("namespace", "session@tongban")
    signature = wrong.get("signer", key).sign(
        maker.preimage(space.encode(), challenge.encode()))
    status, data, headers = ask("POST", "/v1/session", json.dumps({
        "key": name, "challenge": challenge,
        "signature": base64.b64encode(signature).decode()}))
    return status, json.loads(data), challenge, headers


def certify(network, node, key, staff, roles):
    line = "ssh-ed25519 " + base64.b64encode(
        b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + key.public).decode()
    net.must(
        "staff", "grant", "--id", staff, "--name", "测试", "--roles", roles,
        "--until", "2030-12-31", "--public", line, "--dir", node.dir, "--key",
        node.own_key())


def concrete(path, number):
    return (path.replace("{number}", number).replace("{digest}", "0" * 64)
            .replace("{index}", "0").replace("{item}", "T04")
            .replace("{act}", "0" * 64)
            .replace("{id}", "form" if "files" in path else "0" * 64))


def verdict(status, data):
    """"yes", or which of the API's rules said no."""
    try:
        rule = json.loads(data).get("rule") or ""
    except (ValueError, AttributeError):
        rule = ""
    return rule if rule in ("A-1", "A-2", "A-4", "A-5") else "yes"


def expected(right, roles, known):
    if right == "everybody":
        return "yes"
    if not known:
        return "A-1"
    return "yes" if right == "session" or right & roles else "A-4"


def ask_everything(rights, askers, number):
    """askers: name -> (Asker, roles, known)."""
    for name, (asker, roles, known) in askers.items():
        wrong = []
        for (method, path), right in rights.items():
            if (method, path) == ("DELETE", "/v1/session"):
                continue  # last, below
            status, data, _ = asker.ask(
                method, concrete(path, number),
                "{}" if method in ("POST", "PUT") else None)
            said = verdict(status, data)
            want = expected(right, roles, known)
            if name == "a wrong token" and want == "A-1":
                want = "A-2"
            if said != want:
                wrong.append(f"{method} {path}: {status} {said}, not {want}")
        check(not wrong, f"{name}: {len(rights) - 1} paths as declared",
              "\n".join(wrong))


def logins(network, node, key):
    status, good, challenge, headers = log_in(node, key)
    check(status == 201 and len(good["token"]) == 64 and
          headers.get("Cache-Control") == "no-store",
          "a signed challenge opens a session", good)
    check(log_in(node, key, challenge=challenge)[0] == 401,
          "a challenge is good once")
    check(log_in(node, key, signer=maker.Key("another"))[0] == 401,
          "signed by another key: no session")
    check(log_in(node, key, namespace="act@tongban")[0] == 401,
          "signed as an act: no session")
    status, said, _, _ = log_in(node, maker.Key("nobody"))
    check(status == 403 and said["rule"] == "F-73",
          "a key without a certificate: F-73, and who can help", said)
    other = network["ankang-gaoxin"]
    status, _, _, _ = log_in(other, key)
    check(status == 403, "a clerk of another district: no session here")
    asker = Asker(node, good["token"])
    check(asker.ask("GET", "/v1/session")[0] == 200, "the token is known")
    check(Asker(other, good["token"]).ask("GET", "/v1/members")[0] == 401,
          "and at no other node")
    check(asker.ask("DELETE", "/v1/session")[0] == 200 and
          asker.ask("GET", "/v1/members")[0] == 401,
          "logged out: over")
    return good["token"]


def two_headers(node, token):
    with socket.create_connection(("127.0.0.1", node.api_port), 5) as s:
        s.sendall(f"GET /v1/members HTTP/1.1\r\nHost: localhost\r\n"
                  f"Authorization: Bearer {token}\r\n"
                  f"Authorization: Bearer x\r\n\r\n".encode())
        said = s.recv(65536)
    check(b" 401 " in said.split(b"\r\n")[0] and b"A-1" in said,
          "two Authorization headers: none counts", said[:200])


def files_need_a_record(node, asker, office, case):
    path = f"/v1/cases/{case.number}/files/form"
    status, data, _ = asker.ask("GET", path)
    check(status == 403 and b"A-6" in data,
          "a file without an access record: A-6", data)
    acts = node.cli("case", "show", case.number).json
    status, data, _ = asker.ask("GET", f"{path}?access={acts['id']}")
    check(status == 403 and b"A-6" in data,
          "another act is no access record", data)
    answer = node.sign(office.key("li-min"), "case", "file", case.number,
                       "form", "--out", node.network.dir / "form.out")
    check(answer.code == 0, "the command records and opens", answer)
    shown = node.cli("case", "show", case.number).json
    record = shown["openings"][-1]["act"] if "act" in shown["openings"][-1] \
        else shown["openings"][-1]["id"]
    status, data, _ = asker.ask("GET", f"{path}?access={record}")
    check(status == 403 and b"A-6" in data,
          "somebody else's record opens nothing", data)


def a_live_session_ends(node, office):
    key = maker.Key("short of time")
    certify(None, node, key, "short-01", "window")
    asker = Asker(node, log_in(node, key)[1]["token"])
    before = asker.ask("GET", "/v1/members")[0]
    answer = node.sign(node.own_key(), "staff", "revoke", "short-01")
    status, data, _ = asker.ask("GET", "/v1/members")
    check(answer.code == 0 and before == 200 and status == 401 and
          b"A-2" in data, "revoked: the open session is over at once",
          (before, status, data))
    status, said, _, _ = log_in(node, key)
    check(status == 403 and said["rule"] == "F-131",
          "and no new one opens: F-131", said)


def wrong_answers_use_it_up(node, key):
    name = maker.sha(b"\x01" + key.public).hex()
    ask = Asker(node).ask
    challenge = json.loads(ask("POST", "/v1/session/challenge",
                               json.dumps({"key": name}))[1])["challenge"]
    status = ask("POST", "/v1/session", json.dumps(
        {"key": name, "challenge": challenge, "signature": "no"}))[0]
    check(status == 401 and log_in(node, key, challenge=challenge)[0] == 401,
          "what is no signature uses the challenge up as well")


class FalseServer(http.server.BaseHTTPRequestHandler):
    """Passes on another node's challenge and keeps what it is told."""

    challenge = ""
    heard = []

    def answer(self):
        n = int(self.headers.get("Content-Length") or 0)
        FalseServer.heard.append((self.path, self.headers.get(
            "Authorization"), self.rfile.read(n)))
        body = json.dumps({"challenge": FalseServer.challenge}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def false_server(network, node, office):
    """A command is sent to the wrong address by somebody who waits there."""
    server = http.server.HTTPServer(("127.0.0.1", 0), FalseServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    key = net.must("key", "show", office.key("li-min"), "--json").json["id"]
    FalseServer.challenge = json.loads(Asker(node).ask(
        "POST", "/v1/session/challenge",
        json.dumps({"key": key}))[1])["challenge"]
    other = network["ankang-gaoxin"]
    net.tongban("case", "list", "--dir", other.dir, "--api", url, "--key",
                office.key("li-min"))
    net.tongban("status", "--dir", other.dir, "--api", url)
    server.shutdown()
    check(FalseServer.heard and
          not any(path == "/v1/session" for path, _, _ in FalseServer.heard),
          "another node's challenge is not signed", FalseServer.heard)
    check(not any(auth for _, auth, _ in FalseServer.heard),
          "and the operator's token goes to no other address")


def silence_locks_nobody_out(node):
    silent = [socket.create_connection(("127.0.0.1", node.api_port), 5)
              for _ in range(400)]
    answer = node.cli("status")
    check(answer.code == 0, "400 silent connections: the operator gets in",
          answer)
    for s in silent:
        s.close()


def everything_counts(node):
    """What HTTP itself refuses is an event as well, and limited."""
    ask = Asker(node).ask
    statuses = [ask("GET", "/no/such/path")[0] for _ in range(120)]
    with socket.create_connection(("127.0.0.1", node.api_port), 5) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        s.recv(4096)
    check(set(statuses) <= {404, 429}, "paths that are not there", statuses)
    text = node.get("/metrics")[1].decode()
    check(re.search(r'refused_status_total\{status="404"\} \d', text),
          "are counted by status", text[-500:])
    lines = node.journal().count("an HTTP request is refused status=404")
    check(0 < lines < 60, f"and told without flooding: {lines} lines of 120")


def set_rate(node, per_second):
    path = node.dir / "node.yaml"
    path.write_text(re.sub(r"rate_per_second: \d+",
                           f"rate_per_second: {per_second}",
                           path.read_text()))
    node.restart()


def limits(node):
    set_rate(node, 1)
    codes = [Asker(node).ask("GET", "/v1/node") for _ in range(30)]
    over = [h for s, _, h in codes if s == 429]
    check(over and all(int(h["Retry-After"]) >= 1 for h in over),
          "beyond the rate: 429 with Retry-After",
          [s for s, _, _ in codes])
    forged = Asker(node).ask("GET", "/v1/node",
                             **{"X-Forwarded-For": "203.0.113.9"})
    check(forged[0] == 429, "a header of nobody's proxy changes no address")
    time.sleep(2.2)
    check(Asker(node).ask("GET", "/v1/node")[0] == 200, "later it may again")
    set_rate(node, 50)


class BusyServer(http.server.BaseHTTPRequestHandler):
    """Says 429 as often as it is told to, then answers."""

    waits = []
    asked = 0

    def do_GET(self):
        BusyServer.asked += 1
        body = json.dumps({"title": "请求过于频繁", "en": "too many requests",
                           "rule": "A-5", "members": []}).encode()
        self.send_response(429 if self.waits else 200)
        if self.waits:
            self.send_header("Retry-After", self.waits.pop(0))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ask_busy(waits):
    """A command asks; its answer, the seconds, how often it came."""
    server = http.server.HTTPServer(("127.0.0.1", 0), BusyServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    BusyServer.waits, BusyServer.asked = list(waits), 0
    begun = time.monotonic()
    answer = net.tongban("member", "list", "--api",
                         f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    return answer, time.monotonic() - begun, BusyServer.asked


def commands_wait(node):
    """What is refused so is asked again, a bounded time."""
    set_rate(node, 1)
    answers = [node.cli("status") for _ in range(14)]
    check(all(a.code == 0 for a in answers), "beyond the rate, a command "
          "waits and is answered", [a for a in answers if a.code])
    answer, seconds, asked = ask_busy(["1", "1"])
    check(answer.code == 0 and asked == 3 and seconds >= 2 and
          not answer.err, "told twice to wait a second: comes back, silent",
          (answer, seconds, asked))
    answer, seconds, asked = ask_busy(["3"])
    check(answer.code == 0 and asked == 2 and seconds >= 3 and
          "asking again in 3 s" in answer.err,
          "told to wait longer: says so once", (answer, seconds, asked))
    answer, _, asked = ask_busy(["31"])
    check(answer.code == 1 and asked == 1 and "A-5" in answer.err,
          "told to wait too long: A-5 at once", (answer, asked))
    set_rate(node, 50)


def told(node):
    operator = Asker(node, (node.dir / "run/operator.token").read_text())
    text = operator.ask("GET", "/metrics")[1].decode()
    check('tongban_api_refused_total{rule="right_missing",clause="A-4"}'
          in text, "refusals are counted by rule")
    journal = node.journal()
    check("an API request is refused rule=A-4 " in journal and
          "a login is refused rule=F-73 " in journal,
          "and each is a line in the journal", journal[-600:])


def main():
    rights = declared()
    check({k for k in rights} == in_source(),
          "docs/API.md and node/api.c have the same paths",
          {k for k in rights} ^ in_source())
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(4)
        node = network["hanbin"]
        set_rate(node, 1000)  # this test asks more than a hall does
        keys = {role: maker.Key("role " + role) for role in ROLES}
        for role, key in keys.items():
            certify(network, node, key, f"the-{role}", role)
        operator = (node.dir / "run/operator.token").read_text()
        mode = (node.dir / "run/operator.token").stat().st_mode & 0o777
        check(mode == 0o600, "the operator's token is its owner's alone")
        askers = {"nobody": (Asker(node), set(), False),
                  "a wrong token": (Asker(node, "0" * 64), set(), False),
                  "the operator's token": (Asker(node, operator),
                                           {"operator"}, True)}
        tokens = {}
        for role, key in keys.items():
            tokens[role] = log_in(node, key)[1]["token"]
            askers[role] = (Asker(node, tokens[role]), {role}, True)
        ask_everything(rights, askers, case.number)
        token = logins(network, node, keys["window"])
        two_headers(node, tokens["acceptor"])
        wrong_answers_use_it_up(node, keys["acceptor"])
        a_live_session_ends(node, office)
        false_server(network, node, office)
        silence_locks_nobody_out(node)
        everything_counts(node)
        files_need_a_record(node, Asker(node, tokens["acceptor"]), office,
                            case)
        check(not any(t in node.journal() for t in [*tokens.values(), token,
                                                    operator]),
              "no token stands in the journal")
        told(node)
        limits(node)
        commands_wait(node)
        check(Asker(node, operator).ask("GET", "/v1/members")[0] == 401,
              "a restart ends the operator's token of before")
        node.stop()
        check(not (node.dir / "run/operator.token").exists(),
              "and a stop removes it")


if __name__ == "__main__":
    main()
    report.close()
