#!/usr/bin/env python3
"""Members over time: renamed, moved, suspended, resumed, joined, retired; roots
that change; archives.

    roster.py [all|quick]
"""

import shutil
import subprocess
import sys

import network as net
import report
from network import Network
from office import Case, Office
from report import check

OUTSIDER = net.SOURCE / "tests/outsider/verify.py"


def root_key(network):
    return network["ankang"].dir / "keys/root-1.key"


def public_line(path):
    return net.must("key", "show", path).out.splitlines()[0]


def member(node, name):
    members = node.cli("member", "list").json["members"]
    return next(m for m in members if m["node"] == name)


def synced_member(network, node, name, key, value):
    return report.until(20, lambda: member(network[node], name).get(key) ==
                        value)


def names_and_addresses(network):
    network.root("member", "rename", "hanbin", "--name", "汉滨新区", "--code",
                 "610999")
    check(synced_member(network, "ankang-gaoxin", "hanbin", "name",
                        "汉滨新区"), "a new name and code reach everybody")
    node = network["ankang-gaoxin"]
    answer = node.sign(node.own_key(), "member", "move", "--address",
                       "127.0.0.1:9", "--address",
                       f"127.0.0.1:{node.peer_port}")
    check(answer.code == 0 and
          synced_member(network, "hanbin", "ankang-gaoxin", "addresses",
                        ["127.0.0.1:9", f"127.0.0.1:{node.peer_port}"]),
          "a new address reaches everybody", answer)
    answer = node.sign(node.own_key(), "member", "move", "--address", "nowhere")
    check(answer.code == 1 and "F-72" in answer.err + answer.out,
          "an address that is none: F-72", answer)


def suspended(network, office):
    """What a suspended district signs is kept and does not count."""
    network.synced()
    network.root("member", "suspend", "ankang-gaoxin", "--reason", "整顿")
    check(synced_member(network, "ankang-gaoxin", "ankang-gaoxin", "standing",
                        "suspended"), "the district hears of it")
    answer = Case(office).receive_once()[1]
    check(answer.code == 1 and "F-124" in answer.out + answer.err,
          "its hall is refused, with the rule", answer)
    answer = network["ankang"].sign(root_key(network), "member", "suspend",
                                    "ankang-gaoxin")
    check("F-121" in answer.out + answer.err, "twice is not possible", answer)
    answer = network["ankang"].sign(root_key(network), "member", "suspend",
                                    "ankang")
    check("F-121" in answer.out + answer.err,
          "the authority cannot be cut", answer)
    network.synced()
    network.root("member", "resume", "ankang-gaoxin")
    check(synced_member(network, "ankang-gaoxin", "ankang-gaoxin", "standing",
                        "active"), "resumed")
    case = Case(office)
    case.run()
    check(report.until(30, lambda: case.state("hanbin") == "CLOSED"),
          "and cases go on to their end", case.state("hanbin"))


def roots_change(network):
    """A second root and a roster key of its own."""
    node = network["ankang"]
    fresh = network.dir / "keys/root-2.key"
    roster = network.dir / "keys/roster.key"
    for path, name in ((fresh, "root-2"), (roster, "roster")):
        net.must("key", "new", path, "--name", name, "--purpose", "root")
    draft = network.dir / "roots"
    answer = node.sign(root_key(network), "roots", "change", "--root",
                       public_line(root_key(network)), "--root",
                       public_line(fresh), "--root-threshold", 2, "--roster",
                       public_line(roster), "--draft", draft)
    check(answer.code == 0, "a change of roots begins as a draft", answer)
    answer = node.cli("act", "submit", draft)
    check(answer.code == 1 and "F-77" in answer.out and
          "as it will be" in answer.out,
          "the new roots must sign as well", answer)
    net.must("key", "sign", draft, "--key", fresh, "--yes")
    check(node.cli("act", "submit", draft).code == 0, "signed by both: done")
    shown = node.cli("roots", "show").json
    check(shown["version"] == 2 and
          shown["roles"]["root"]["threshold"] == 2 and
          len(shown["roles"]["roster"]["keys"]) == 1, "version 2", shown)
    answer = node.sign(root_key(network), "member", "rename", "hanbin",
                       "--name", "汉滨区")
    check(answer.code == 1 and "F-73" in answer.out + answer.err,
          "the old root no longer keeps the roster", answer)
    answer = node.sign(roster, "member", "rename", "hanbin", "--name", "汉滨区")
    check(answer.code == 0, "the roster key does", answer)
    return fresh, roster


def succession(network, office, roster):
    """gaoxin is joined into hanbin, pen and all."""
    case = Case(office)
    case.step()  # received, and held by gaoxin
    own = OwnCase(office)
    own.step()
    network.synced()
    node, draft = network["ankang"], network.dir / "join"
    answer = node.sign(roster, "member", "succeed", "--from", "ankang-gaoxin",
                       "--to", "hanbin", "--to", "ankang", "--reason", "合并",
                       "--draft", draft)
    check(answer.code == 0, "a succession begins as a draft", answer)
    answer = node.cli("act", "submit", draft)
    check(answer.code == 1 and "ankang-gaoxin has not signed" in answer.out,
          "without the sides it is not taken, and says who", answer)
    for name in ("hanbin", "ankang-gaoxin", "ankang"):
        copy = network.dir / f"join-{name}"
        shutil.copy(draft, copy)
        net.must("key", "sign", copy, "--key", network[name].own_key(),
                 "--yes")
    net.must("key", "merge", draft, network.dir / "join-hanbin",
             network.dir / "join-ankang-gaoxin", network.dir / "join-ankang")
    answer = node.cli("act", "submit", draft)
    check(answer.code == 0, "signed by roster and both sides: done", answer)
    check(synced_member(network, "hanbin", "ankang-gaoxin", "standing",
                        "succeeded"), "everybody sees it")
    holder = report.until(20, lambda: network["hanbin"].cli(
        "case", "show", case.number).json.get("holder") == "hanbin")
    check(holder, "its pen has passed to the heir",
          network["hanbin"].cli("case", "show", case.number))
    answer = network["hanbin"].cli("case", "show", case.number).json
    check(answer["custody"][-1]["node"] == "hanbin" and
          answer["state"] == "RECEIVED", "in the state it was in", answer)
    handed_over(network, office, own)
    read_by_heirs(network, office)


class OwnCase(Case):
    """Received for gaoxin, by default by itself: nobody else has a key to it."""

    def __init__(self, office, node="ankang-gaoxin", clerk="chen-yu"):
        super().__init__(office)
        self.hall = node, clerk

    def receive_once(self):
        node = self.network[self.hall[0]]
        files = self.office.files
        answer = node.sign(
            self.office.key(self.hall[1]), "case", "receive", "--item", "T04",
            "--home", "ankang-gaoxin", "--form", files / "form.json",
            "--print", "M1", "--drawn", "M2", "--material",
            f"M3={files / 'M3'}", "--receipt", self.network.dir)
        if answer.code == 0:
            self.office.took(answer)
            self.number = answer.json["number"]
        return node, answer


def form(network, office, case):
    out = network.dir / "opened"
    out.unlink(missing_ok=True)
    answer = network["hanbin"].sign(
        office.key("li-min"), "case", "file", case.number, "form", "--out",
        out, "--reason", "承继核对")
    return answer, out.read_text() if answer.code == 0 else ""


def handed_over(network, office, case):
    """The heir reads what its predecessor could once it has the sealing key,
    and goes on with the case."""
    hanbin = network["hanbin"]
    answer, _ = form(network, office, case)
    check(answer.code == 1 and
          "took the place of ankang-gaoxin" in answer.out + answer.err,
          "without the key the heir reads nothing and hears what to do",
          answer)
    folder = hanbin.dir / "keys/ankang-gaoxin"
    folder.mkdir(mode=0o700)
    shutil.copy(network["ankang-gaoxin"].dir / "keys/sealing.key", folder)
    hanbin.restart()
    network.synced()
    check(report.until(30, lambda: "rid" in form(network, office, case)[1]),
          "with it, it opens the form", form(network, office, case)[0])
    answer = hanbin.sign(office.key("li-min"), "case", "accept", case.number,
                         "--facts", office.files / "facts.json")
    check(answer.code == 0, "and seals what comes next under the same key",
          answer)
    answer = hanbin.sign(office.key("li-min"), "case", "offer", case.number,
                         "--to", "ankang")
    check(answer.code == 0, "and can wrap it for whom it offers the case",
          answer)


def read_by_heirs(network, office):
    """Who receives for a district that is over wraps for its heirs as well."""
    case = OwnCase(office, "hanbin", "li-min")
    case.step()
    out = network.dir / "opening"
    net.must("act", "export", office.acts[-1], "--dir",
             network["hanbin"].dir, "--out", out)
    ids = [b"key.hanbin", b"key.ankang", b"key.ankang-gaoxin"]
    check(all(bytes([0xa0 + len(i)]) + i in out.read_bytes() for i in ids),
          "a case of the old district is wrapped for its heirs")


def outsider(network):
    """The checker written from FORMAT alone sees who counts and who does not."""
    done = subprocess.run(
        [sys.executable, OUTSIDER, "--genesis", network.genesis(),
         network["ankang"].dir / "logs"], text=True, capture_output=True)
    check(done.returncode == 0 and
          "-- ankang-gaoxin is succeeded at " in done.stdout and
          "-- hanbin stands for ankang-gaoxin (F-128)" in done.stdout,
          "verify.py follows the roster", done.stdout + done.stderr)


def archives(network):
    node = network["hanbin"]
    answer = node.sign(node.own_key(), "archive", "give", "ankang", "--until",
                       "2030-12-31")
    check(answer.code == 0, "an archive is given", answer)
    shown = node.cli("archive", "list").json["archives"]
    check(len(shown) == 1 and shown[0]["to"] == "ankang", "and listed", shown)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        archives(network)
        names_and_addresses(network)
        suspended(network, office)
        _, roster = roots_change(network)
        network.synced()
        succession(network, office, roster)
        network.synced()
        outsider(network)
        for node in network:
            answer = node.cli("log", "verify")
            check(answer.code == 0, f"{node.name}: every log verifies",
                  answer)


main()
report.close()
