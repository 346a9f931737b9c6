#!/usr/bin/env python3
"""A district that slanders: its supervisor marks an applicant without ground.

The client is honest and asks its node for the act that a mark rests on.  So
the node lies: a relay between the two gives another act instead, and what the
client signs is handed in to honest nodes.
"""

import http.client
import http.server
import json
import threading

import alone  # first: sets the path to the helpers of tests/network
import network as net
import report
from life import A, G, H, Life
from network import Network, tongban
from report import check


class Relay(http.server.BaseHTTPRequestHandler):
    """A node's API, with one case and one act made up."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def forward(self):
        size = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(size)
        c = http.client.HTTPConnection("127.0.0.1", self.server.port,
                                       timeout=30)
        kept = {k: v for k, v in self.headers.items()
                if k in ("Authorization", "Content-Type", "Accept")}
        c.request(self.command, self.path, body, kept)
        answer = c.getresponse()
        said = answer.status, self.lie(answer.read())
        c.close()
        self.send_response(said[0])
        self.send_header("Content-Type",
                         answer.getheader("Content-Type", "text/plain"))
        self.send_header("Content-Length", str(len(said[1])))
        self.end_headers()
        self.wfile.write(said[1])

    do_GET = do_POST = do_DELETE = forward

    def lie(self, body):
        if self.command == "GET" and self.path.startswith("/v1/cases/"):
            case = json.loads(body)
            case["credit"]["unmarked"] = self.server.ground
            return json.dumps(case).encode()
        return body


class Liar:
    """The relay for one node; gives @ground for whatever case is marked."""

    def __init__(self, node, ground):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
        self.server.port, self.server.ground = node.api_port, ground
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def slander(life, number, ground, clerk="gao-zhu"):
    """A mark on that case which rests on that act; signed, as a file."""
    draft = life.files / "slander"
    draft.unlink(missing_ok=True)
    with Liar(life.network[G], ground) as liar:
        answer = tongban("credit", "mark", number, "--api", liar.url(),
                         "--key", life.office.key(clerk), "--draft", draft)
    check(answer.code == 0, "the liar's client signs a mark", answer)
    return draft


def refused(life, draft, rule, why):
    for node in (G, H):
        answer = life.network[node].cli("act", "submit", draft)
        check(answer.code == 1, f"{node} does not take it: {why}", answer)
    answer = life.network[G].cli("act", "submit", draft)
    check(rule in f"{answer}", f"by {rule}", answer)
    marks = life.network[H].cli("credit", "show").json["marks"]
    check(not marks, "nobody is marked", marks)


def receive(life, node, clerk):
    return life.done(node, clerk, "case", "receive", "--item", "T16", "--home",
                     H, "--form", life.files / "t16.json", "--receipt",
                     life.network.dir, "--print", "M1", "--drawn", "M4",
                     "--material", f"M2={life.files / 'M2'}")["number"]


def checked(life, node, clerk):
    number = receive(life, node, clerk)
    return life.show(number, node)["credit"]["checked"] and number


def on_promise(life, node, clerk, number, result):
    """The act that closed the check of a promise."""
    life.done(node, clerk, "case", "accept", number, "--facts",
              life.files / "t16-facts.json", "--undertaking",
              life.files / "paper", "--promise", "M3")
    owed = life.show(number, node)["owed"][0]["id"]
    return life.done(node, clerk, "case", "owed", "close", number, "--owed",
                     owed, "--for", "M3", "--result", result)["id"]


def main():
    with Network() as network:
        network.found()
        life = Life(network)
        life.open()
        life.office.certify(G, "gao-zhu", "高主", "integrity,supervisor")
        network.synced()
        numbers = {}
        for node, clerk in ((G, "chen-yu"), (H, "li-min")):
            network.wait(lambda n=node, c=clerk: numbers.update(
                {n: checked(life, n, c)}) or numbers[n],
                f"{node} has the key of credit")
        kept = on_promise(life, G, "gao-shou", numbers[G], "kept")
        broken = on_promise(life, H, "li-min", numbers[H], "broken")
        refused(life, slander(life, numbers[G], kept), "F-237",
                "the promise was kept")
        refused(life, slander(life, numbers[G], broken), "F-237",
                "another district found it broken, in another case")
        refused(life, slander(life, numbers[H], broken), "F-237",
                "another district's case")
        life.done(H, "hong-zhu", "credit", "mark", numbers[H])
        mark = network[G].cli("credit", "show").json["marks"][0]["id"]
        answer = life.sign(G, "gao-zhu", "credit", "repair", mark, "--reason",
                           "人情")
        check(answer.code == 1 and "F-238" in f"{answer}",
              "a district lifts no mark of another's", answer)
        check(all(network[n].cli("credit", "show").json["marks"][0]["in_force"]
                  for n in (A, H, G)), "the true mark stands everywhere")


main()
report.close()
