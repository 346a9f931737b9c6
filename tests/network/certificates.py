#!/usr/bin/env python3
"""Keys that no longer, not yet or never count: who must do what.

    certificates.py [all|quick]

An operator's key that this test holds itself signs certificates that no
command of ours would write: over in a moment, too deep, for a role that nobody
knows.  What is refused leaves every log as it was.
"""

import base64
import json
import os
import shutil
import time

import network as net
import report
import rights
from network import Network, tongban
from report import check

maker = rights.maker
SHORT_SECONDS = 8


class Bench:
    """A node, the operator, and acts that are composed by hand."""

    def __init__(self, network, name):
        self.network = network
        self.node = network[name]
        self.net = bytes.fromhex(self.node.status()["network"])
        self.operator = maker.Key("the operator")
        rights.certify(network, self.node, self.operator, "yun-wei",
                       "operator")
        self.asker = rights.Asker(self.node, (
            self.node.dir / "run/operator.token").read_text())

    def api(self):
        return ("--api", f"http://127.0.0.1:{self.node.api_port}")

    def act(self, kind, body, signer):
        value = {"after": [], "at": int(time.time() * 1000), "body": body,
                 "by": signer.id, "crit": False, "kind": kind,
                 "net": self.net, "node": self.node.name, "refs": [],
                 "nonce": os.urandom(16), "suite": 1, "v": 1, "vault": []}
        value["sigs"] = [[signer.id, signer.sign(maker.preimage(
            b"act@tongban", maker.pack(value)))]]
        return maker.pack(value)

    def grant(self, signer, public, staff, roles, seconds=3600):
        """A certificate, handed in; (status, the answer)."""
        return self.hand_in(self.act("staff.grant", {
            "depts": [], "id": staff, "key": public, "name": "测试",
            "roles": roles, "until": int(time.time()) + seconds}, signer))

    def hand_in(self, act):
        status, data, _ = self.asker.ask(
            "POST", "/v1/acts", act,
            **{"Content-Type": "application/octet-stream"})
        return status, json.loads(data)

    def clerk(self, name):
        """A key file, and its public half."""
        path = self.network.dir / f"keys/{name}.key"
        net.must("key", "new", path, "--name", name)
        return path, bytes.fromhex(
            net.must("key", "show", path, "--json").json["public"])

    def unchanged(self, sentence, rule, words, action):
        """Refused by @rule, with all @words, and no log has grown."""
        before = self.node.ends()
        answer = action()
        if isinstance(answer, net.Answer):
            said, bad = answer.err + answer.out, answer.code == 1
        else:
            said, bad = json.dumps(answer[1], ensure_ascii=False), \
                answer[0] in (400, 403, 422)
        check(bad and rule in said and all(w in said for w in words) and
              self.node.ends() == before, f"{sentence}: {rule}, who must do "
              "what, and nothing is applied", answer)


def adopt(node, key):
    return tongban("standard", "adopt", "T04", "--from", "2026-01-01",
                   "--dir", node.dir, "--key", key)


def expired(bench):
    path, public = bench.clerk("ended")
    status, said = bench.grant(bench.operator, public, "ended", ["window"],
                               SHORT_SECONDS)
    check(status in (200, 201), "an operator certifies a clerk for a moment",
          said)
    answer = tongban("case", "list", *bench.api(), "--key", path)
    check(answer.code == 0, "who logs in and works", answer)
    time.sleep(SHORT_SECONDS + 1)
    bench.unchanged("an expired certificate", "F-107", ["operator"],
                    lambda: tongban("case", "list", *bench.api(), "--key",
                                    path))


def names_no_case(bench):
    key = maker.Key("a clerk at a window")
    bench.grant(bench.operator, key.public, "any-01", ["window"])
    bench.unchanged("an act of a case that names no case", "F-72",
                    ["dossier"], lambda: bench.hand_in(bench.act(
                        "case.open", {"files": ["form"], "reason": ""}, key)))


def too_deep(bench):
    key = maker.Key("one link too many")
    bench.unchanged("an operator made by an operator", "F-132",
                    ["certified by the log key alone"],
                    lambda: bench.grant(bench.operator, key.public, "deep-01",
                                        ["operator"]))
    bench.unchanged("who was so made certifies nobody", "F-73",
                    ["an operator of hanbin certifies it"],
                    lambda: bench.grant(key, maker.Key("x").public, "deep-02",
                                        ["window"]))
    clerk = maker.Key("a clerk")
    bench.grant(bench.operator, clerk.public, "plain-01", ["window"])
    bench.unchanged("a clerk who certifies", "F-75",
                    ["an operator of hanbin gives it"],
                    lambda: bench.grant(clerk, key.public, "deep-03",
                                        ["window"]))


def nobody_knows(bench):
    key = maker.Key("the king")
    bench.unchanged("a role that nobody knows", "F-72", ["roles"],
                    lambda: bench.grant(bench.operator, key.public, "king-01",
                                        ["king"]))
    line = "ssh-ed25519 " + base64.b64encode(
        b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + key.public).decode()
    before = bench.node.ends()
    answer = tongban(
        "staff", "grant", "--id", "king-01", "--name", "王", "--roles",
        "window,king", "--until", "2030-12-31", "--public", line, "--dir",
        bench.node.dir, "--key", bench.node.own_key())
    check(answer.code == 2 and '"king"' in answer.err and
          "acceptor" in answer.err and bench.node.ends() == before and
          len(answer.err.splitlines()) == 1,
          "the command says which roles there are, exit 2", answer)


def of_another_node(bench):
    """A clerk, a log key and a folder's keys in the wrong place."""
    other = bench.network["ankang-gaoxin"]
    path, public = bench.clerk("neighbour")
    bench.grant(bench.operator, public, "neighbour", ["window"])
    api = ("--api", f"http://127.0.0.1:{other.api_port}")
    bench.unchanged("a clerk of another node", "F-73", ["operator"],
                    lambda: tongban("case", "list", *api, "--key", path))
    before = other.ends()
    answer = adopt(other, bench.node.own_key())
    check(answer.code == 1 and "F-73" in answer.err and
          "an operator of ankang-gaoxin certifies it" in answer.err and
          other.ends() == before, "another node's log key signs nothing",
          answer)
    folder = bench.network.dir / "mixed"
    shutil.copytree(other.dir, folder, ignore=shutil.ignore_patterns(
        "lock", "run", "*.sqlite*"))
    shutil.copy(bench.node.own_key(), folder / "keys/log.key")
    answer = tongban("run", "--dir", folder)
    last = [l for l in answer.err.splitlines() if "tongban: " in l]
    check(answer.code == 1 and len(last) == 1 and "hanbin" in last[0],
          "a daemon with another node's log key does not start", answer)


def revoked_since(bench):
    path, public = bench.clerk("gone")
    bench.grant(bench.operator, public, "gone", ["window"])
    draft = bench.network.dir / "draft-of-gone"
    op = maker.Key("an operator who goes")
    rights.certify(bench.network, bench.node, op, "goes-01", "operator")
    late = bench.act("staff.grant", {
        "depts": [], "id": "late-01", "key": maker.Key("late").public,
        "name": "测试", "roles": ["window"],
        "until": int(time.time()) + 3600}, op)
    draft.write_bytes(late)
    for staff in ("gone", "goes-01"):
        answer = bench.node.sign(bench.node.own_key(), "staff", "revoke",
                                 staff)
        check(answer.code == 0, f"{staff} is revoked", answer)
    bench.unchanged("a key revoked since", "F-131", ["operator", "new one"],
                    lambda: tongban("case", "list", *bench.api(), "--key",
                                    path))
    bench.unchanged("what it signed before and hands in now", "F-131", [],
                    lambda: bench.node.cli("act", "submit", draft))


def main():
    with Network() as network:
        network.found()
        bench = Bench(network, "hanbin")
        expired(bench)
        names_no_case(bench)
        too_deep(bench)
        nobody_knows(bench)
        of_another_node(bench)
        revoked_since(bench)
        network.synced()
        for node in network:
            answer = node.cli("log", "verify")
            check(answer.code == 0, f"{node.name}: every log verifies",
                  answer)


main()
report.close()
