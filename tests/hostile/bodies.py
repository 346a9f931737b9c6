#!/usr/bin/env python3
"""A clerk with every role whose client sends nonsense: no body of a request
stops a node, leaves anything half done, or gets an answer that is no answer.

    bodies.py [all|quick]     TONGBAN_SEED=N chooses other nonsense

Real requests are recorded on their way from the commands to the node, in whole
lives of cases; then each is sent again and again, wrong in one place.
"""

import collections
import copy
import http.client
import http.server
import json
import os
import random
import sys
import threading
import time

import alone  # noqa: F401 first: sets the path to the helpers of tests/network
import life
import network as net
import report
from network import Network
from report import check
from rights import ROLES, Asker, certify, log_in
import maker

SEED = int(os.environ.get("TONGBAN_SEED", "1"))
EACH_ALL, EACH_QUICK = 60, 12  # wrong copies of each request
DEEP = 200
LONG = 70000
RSS_MAX = 256 << 20

# What stands in the place of something else.
WRONG = (None, True, False, 0, -1, 1 << 31, (1 << 63) - 1, 1 << 63, 1 << 64,
         -(1 << 63) - 1, 1.5, "", " ", "x", "x" * LONG, "\u0000", "\ud7ff",
         "\u202e中", "../../etc", "2026-02-30", "0" * 64, "f" * 63, "=" * 88,
         [], [[]], ["x"] * 600, {}, {"": 0}, {"x": {"y": []}})
# Whole bodies that are no request.
NO_BODIES = (b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe{}", b"{}{}",
             b"[" * LONG, b'{"a":' * DEEP + b"1" + b"}" * DEEP,
             b'{"kind":1,"kind":2}', b'{"kind":"case.receive","kind":"x"}',
             b'{"x":"\xc3"}', b'{"x":"\\ud800"}', b"{\"x\":1e999}",
             b"{\"x\":" + b"9" * 5000 + b"}", b"\xef\xbb\xbf{}")


class Recorder:
    """Stands between the commands and one node, and notes what it carries."""

    def __init__(self, node, seen):
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def carry(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                recorder.note(self.command, self.path, body)
                headers = {k: v for k, v in self.headers.items()
                           if k.lower() not in ("host", "connection")}
                c = http.client.HTTPConnection("127.0.0.1", node.api_port)
                c.request(self.command, self.path, body, headers)
                answer = c.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for k, v in answer.getheaders():
                    if k.lower() not in ("connection", "content-length",
                                         "date", "server"):
                        self.send_header(k, v)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                c.close()

            do_GET = do_POST = do_PUT = do_DELETE = carry

        self.seen = seen
        self.node = node
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.api = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def note(self, method, path, body):
        """One of each kind of act and each path."""
        try:
            said = json.loads(body)
        except ValueError:
            return
        if isinstance(said, dict):
            name = (path.split("?")[0], said.get("kind", ""))
            self.seen.setdefault(name, (self.node, method, path, said))


def record(network):
    seen = {}
    lives = life.Life(network)
    lives.open()
    recorders = {n.name: Recorder(n, seen) for n in network}
    plain = net.Node.sign

    def sign(node, key, *words):
        return plain(node, key, *words, "--api", recorders[node.name].api)

    net.Node.sign = sign
    try:
        for part in (life.says_once_what_lacks,
                     life.a_gap_follows_and_a_promise_is_checked,
                     life.another_district_answers,
                     life.ends_before_the_decision,
                     life.a_lead_is_verified_by_its_code,
                     life.an_order_is_carried):
            part(lives)
    finally:
        net.Node.sign = plain
        for r in recorders.values():
            r.server.shutdown()
    return seen


def places(value, path=()):
    """Every place in a JSON value, the whole not included."""
    pairs = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield (*path, key)
        yield from places(part, (*path, key))


def parent_of(value, path):
    for key in path[:-1]:
        value = value[key]
    return value


def wrong(rng, good):
    """One place of a copy of @good made wrong, as bytes."""
    bad = copy.deepcopy(good)
    path = rng.choice(list(places(bad)))
    holder, key = parent_of(bad, path), path[-1]
    how = rng.randrange(5)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, dict):
        holder[rng.choice(["", "x", key + " ", key.upper(), "__proto__"])] = \
            rng.choice(WRONG)
    elif how == 2 and isinstance(holder, list):
        holder.extend(holder * 40)
    elif how == 3:
        text = json.dumps(bad).encode()
        at = rng.randrange(len(text))
        return text[:at] + bytes([rng.randrange(256)]) + text[at + 1:]
    else:
        holder[key] = rng.choice(WRONG)
    return json.dumps(bad).encode()


def rss(node):
    status = open(f"/proc/{node.process.pid}/status").read()
    return next(int(line.split()[1]) << 10 for line in status.splitlines()
                if line.startswith("VmRSS"))


def send(asker, method, path, body):
    """(status, said); waits where it is told to."""
    while True:
        status, data, headers = asker.ask(method, path, body)
        if status not in (429, 503) or "Retry-After" not in headers:
            return status, data
        time.sleep(int(headers["Retry-After"]))


def is_answer(status, data):
    """Done, or a problem document that says what is wrong."""
    try:
        said = json.loads(data)
    except ValueError:
        return False
    if 200 <= status < 300:
        return True
    return (400 <= status < 500 and isinstance(said, dict) and
            bool(said.get("rule") or said.get("detail")) and
            bool(said.get("title")))


def attack(network, seen, each, rng):
    key = maker.Key("nonsense")
    askers = {}
    for node in network:
        certify(network, node, key, f"nonsense-{node.name}"[:20],
                ",".join(r for r in ROLES if r != "robot"))  # F-202
        askers[node.name] = Asker(node, log_in(node, key)[1]["token"])
    before = {n.name: n.ends() for n in network}
    bad, statuses = [], collections.Counter()

    def one(name, asker, method, path, body):
        try:
            status, data = send(asker, method, path, body)
        except (OSError, http.client.HTTPException) as e:
            status, data = 0, repr(e).encode()
        statuses[status] += 1
        if not is_answer(status, data):
            bad.append((name, body[:200], status, data[:300]))

    for name, (node, method, path, good) in sorted(
            seen.items(), key=lambda s: s[0]):
        if "by" in good:
            good["by"] = maker.sha(b"\x01" + key.public).hex()
        for _ in range(each):
            one(name, askers[node.name], method, path, wrong(rng, good))
    for (path, _), (node, method, full, _) in sorted(
            {(p, ""): s for (p, _), s in seen.items()}.items()):
        for body in NO_BODIES:
            one(path, askers[node.name], method, full, body)
    return bad, statuses, before


def main():
    rng = random.Random(SEED)
    each = EACH_QUICK if "quick" in sys.argv else EACH_ALL
    with Network() as network:
        network.found()
        seen = record(network)
        kinds = sorted(kind for path, kind in seen if kind)
        check(len(kinds) > 20, f"requests for {len(kinds)} kinds of acts are "
              "recorded on their way", kinds)
        bad, statuses, before = attack(network, seen, each, rng)
        total = sum(statuses.values())
        check(not bad and total > 300, f"{total} wrong requests, seed {SEED}: "
              "each has an answer that says what is wrong",
              "\n".join(map(str, bad[:20])) + f"\n{len(bad)} {statuses}")
        check(not any(n.is_dead() for n in network), "no node fell")
        check(all(rss(n) < RSS_MAX for n in network),
              "none has grown", [rss(n) for n in network])
        check(network.synced() is not False, "they still replicate")
        words = [n.journal() for n in network]
        check(not any("runtime error" in w or "AddressSanitizer" in w
                      for w in words), "no sanitizer spoke")
        size = {n.name: sum(e[2] for e in n.ends()) for n in network}
        check(len(set(size.values())) == 1, "and hold the same logs", size)
        check(all(before.values()), "all had logs before", before)


main()
report.close()
