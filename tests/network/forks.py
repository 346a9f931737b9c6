#!/usr/bin/env python3
"""A district signs two histories of its log: a copy of its folder was started
on another machine.  Two honest nodes that hold one branch each find it, prove
it, freeze what rests on it, and go on once the authority has settled it.

    forks.py [all|quick]
"""

import shutil

import network as net
import report
from network import Network, tongban
from office import Case, Office
from report import check

A, H, G = "ankang", "hanbin", "ankang-gaoxin"
WAIT_SECONDS = 40


def log_of(node, name=H):
    """What a node says of that log."""
    return next((log for log in node.status().get("logs", [])
                 if log["node"] == name), {})


def signs(network, office, clerks):
    """Acts of hanbin's own log."""
    for clerk in clerks:
        office.certify(H, clerk, clerk, "window")
        office.acts.pop()


def two_branches(network, office):
    """gaoxin holds one, of one more act; ankang the other, of three."""
    hanbin = network[H]
    for node in network:
        node.stop()
    copy = network.dir / "copy"
    shutil.copytree(hanbin.dir, copy, symlinks=True)
    network[G].start()
    hanbin.start()
    network.wait(lambda: G in hanbin.status().get("connected", []), "a peer")
    signs(network, office, ["yi-hao"])
    network.wait(lambda: log_of(network[G]) == log_of(hanbin),
                 "gaoxin holds the first branch")
    hanbin.stop()
    network[G].stop()
    first, hanbin.dir = hanbin.dir, copy
    network[A].start()
    hanbin.start()
    network.wait(lambda: A in hanbin.status().get("connected", []), "a peer")
    signs(network, office, ["er-hao", "san-hao", "si-hao"])
    network.wait(lambda: log_of(network[A]) == log_of(hanbin),
                 "ankang holds the second branch")
    hanbin.stop()
    network[A].stop()
    hanbin.dir = first


def proven_by_hand(network):
    """Without a node: two folders, then the file alone."""
    out = network.dir / "proofs"
    out.mkdir()
    dirs = ["--dir", network[G].dir, "--against", network[A].dir, "--out", out]
    answer = tongban("log", "prove", *dirs, "--json")
    forks = answer.json["forks"] if answer.code == 1 else []
    check([(f["node"], f["kind"]) for f in forks] == [(H, "prefix")],
          "two data folders, compared, show the fork and nothing else", answer)
    file = out / f"{H}.fork-proof"
    answer = tongban("log", "prove", file, "--dir", network[A].dir)
    check(answer.code == 1 and "forked" in answer.out,
          "whoever has the keys can check the file", answer)
    text = file.read_bytes()
    at = text.index(b"hash ") + 9
    file.write_bytes(text[:at] + bytes([text[at] ^ 3]) + text[at + 1:])
    answer = tongban("log", "prove", file, "--dir", network[A].dir)
    check(answer.code not in (0,) and "forked" not in answer.out,
          "a proof that was changed proves nothing", answer)
    file.write_bytes(text[:80])
    answer = tongban("log", "prove", file, "--dir", network[A].dir)
    check(answer.code != 0 and "line" in answer.err,
          "a torn file is refused with the line", answer)
    answer = tongban("log", "prove", "--dir", network[A].dir, "--against",
                     network[A].dir)
    check(answer.code == 0, "a folder does not contradict itself", answer)


def found(network, number):
    for name in (A, G):
        network[name].start()
    good = report.until(WAIT_SECONDS, lambda: all(
        log_of(network[name]).get("forked") for name in (A, G)))
    check(good and log_of(network[G])["found_by"] == A,
          "the two find it when they meet, and the proof reaches both",
          [log_of(network[name]) for name in (A, G)])
    check(all(network[x].status()["connected"] == [y]
              for x, y in ((A, G), (G, A))),
          "nobody blames the other: their session goes on")
    shown = network[G].cli("case", "show", number).json
    check(shown.get("disputed", {}).get("log") == H,
          "a case that rests on the log is disputed, and says so", shown)


def frozen(network, office, case):
    answer = network[G].sign(office.key("chen-yu"), "case", "contribute",
                             case.number, "--what", "note")
    check(answer.code == 1 and "F-331" in str(answer),
          "nothing is added to a disputed case", answer)
    other = Case(office)
    good = report.until(WAIT_SECONDS, other.try_once)
    check(good, "what does not rest on it goes on",
          "" if good else other.last)


def settled(network, office, case):
    network.root("member", "settle", H, "--reason", "以主管所持为准")
    good = report.until(WAIT_SECONDS,
                        lambda: log_of(network[G]).get("wrong_branch"))
    check(good and not log_of(network[A]).get("forked"),
          "the authority settles it; who holds the other branch is told",
          log_of(network[G]))
    network[G].restart()
    good = report.until(WAIT_SECONDS, lambda: log_of(network[G]).get("root") ==
                        log_of(network[A])["root"])
    check(good, "at its next start gaoxin fetches the right branch",
          log_of(network[G]))
    kept = list((network[G].dir / "branches").glob(f"{H}-*.git"))
    check(len(kept) == 1, "the other one is kept as evidence", kept)
    answer = network[G].cli("log", "verify")
    check(answer.code == 0, "log verify passes", answer)
    answer = network[G].sign(office.key("chen-yu"), "case", "contribute",
                             case.number, "--what", "note")
    check(answer.code == 0, "the case goes on", answer)
    number = case.number
    network.wait(lambda: (network[A].cli("case", "show", number).json["acts"]
                          == network[G].cli("case", "show", number)
                          .json["acts"]), "both say the same of the case")
    shown = network[A].cli("case", "show", number).json
    check("disputed" not in shown, "and is disputed no more", shown)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.run(3)  # received, offered, taken: hanbin has the pen
        network.synced()
        two_branches(network, office)
        proven_by_hand(network)
        found(network, case.number)
        frozen(network, office, case)
        settled(network, office, case)


main()
report.close()
