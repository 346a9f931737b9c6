#!/usr/bin/env python3
"""Witnesses cosign each other's logs, and nothing waits for them.

    witness.py [all|quick]

What they sign verifies without our program (tests/outsider); a witness that is
killed while it writes goes on; one that lost its state is retired and says so,
until its key is rotated; a node without any witness in reach goes on working.
"""

import base64
import json
import sys

import network as net
import report
from network import Network
from office import Case, Office
from report import check

sys.path.insert(0, str(net.SOURCE / "tests/outsider"))
import canon  # noqa: E402  (an outsider's reading of FORMAT)
import formats  # noqa: E402


def size_of(node, log):
    return next((e[2] for e in node.ends() or [] if e[0] == log), 0)


def witnesses(node):
    return {w["node"]: w for w in node.status()["witnesses"]}


def caught_up(network, node, names):
    """These witnesses have cosigned all of the node's log."""
    def question():
        seen, end = witnesses(node), size_of(node, node.name)
        return all(seen.get(n, {}).get("size") == end for n in names)
    return report.until(30, question)


def records(node, log):
    path = node.dir / "cosigned" / log
    if not path.exists():
        return []
    out = []
    for line in path.read_text().splitlines():
        epoch, size, root, signed = line.split(" ", 3)
        out.append((int(epoch), int(size), root, signed))
    return out


def key_of(text):
    raw = text.split(":")[-1]
    return bytes.fromhex(raw) if len(raw) == 64 else base64.b64decode(raw)


def verified(network, log, record):
    """By FORMAT F-320 alone: who signed, and when."""
    epoch, size, root, line = record
    name = line.split(" ")[1]
    witness = name.split("/")[2]
    prefix = name.rsplit("/", 2)[0]
    text = f"{prefix}/{log}/{epoch}\n{size}\n{root}\n"
    members = json.loads(network[witness].get("/v1/members")[1])["members"]
    keys = [key_of(s["public"]) for m in members if m["node"] == witness
            for s in m["spans"]["witness"]]
    for key in keys:
        try:
            return witness, formats.cosignature_time(text, line, name, key)
        except canon.Refused:
            continue
    return None


def everybody(network, office):
    for node in network:
        others = {n.name for n in network} - {node.name}
        check(set(witnesses(node)) == others,
              f"{node.name}: of three nodes the other two are its witnesses",
              witnesses(node))
    case = Case(office)
    case.run()
    network.synced()
    for node in network:
        others = {n.name for n in network} - {node.name}
        check(caught_up(network, node, others),
              f"{node.name}: both have cosigned all of its log",
              (witnesses(node), node.ends()))


def outsider(network):
    for node in network:
        for log in (n.name for n in network):
            kept = records(node, log)
            good = [verified(network, log, r) for r in kept]
            check(kept and all(good),
                  f"{node.name}: what it keeps of the log of {log} verifies by "
                  "FORMAT alone", (kept, good))
            check(all(w != log for w, _ in good),
                  "nobody is its own witness", good)


def grow(node):
    """One more act in the node's own log."""
    answer = node.cli("key", "rotate", "--purpose", "sealing")
    check(answer.code == 0, f"{node.name} works on", answer)


PLACES = ("witness.before_rename", "witness.after_rename")


def killed(network):
    """Between writing and signing; nothing is signed twice over."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    for place in PLACES:
        network.synced()
        gaoxin.restart(failpoint=place)
        grow(hanbin)
        check(report.until(30, gaoxin.is_dead),
              f"{place}: the witness dies while it writes")
        gaoxin.start()
        check(caught_up(network, hanbin, ["ankang-gaoxin"]),
              "and cosigns what it has not, once it is back",
              witnesses(hanbin))


def alone(network):
    hanbin = network["hanbin"]
    network.synced()
    for other in ("ankang", "ankang-gaoxin"):
        network[other].stop()
    grow(hanbin)
    for other in ("ankang", "ankang-gaoxin"):
        network[other].start()
    check(caught_up(network, hanbin, ["ankang", "ankang-gaoxin"]),
          "what it did with every witness away is cosigned later",
          witnesses(hanbin))


def lost(network):
    """The state of gaoxin's witness is gone: it signs no more."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    network.synced()
    gaoxin.stop()
    for state in (gaoxin.dir / "witness").iterdir():
        state.unlink()
    gaoxin.start()
    grow(hanbin)
    check(report.until(30, lambda: witnesses(hanbin)["ankang-gaoxin"].get(
        "status") == 404), "a witness that lost its state signs nothing",
        witnesses(hanbin))
    check("has lost what it cosigned" in gaoxin.journal(),
          "and its journal says what to do", gaoxin.journal()[-2000:])
    check(caught_up(network, hanbin, ["ankang"]),
          "the other goes on", witnesses(hanbin))
    answer = gaoxin.cli("key", "rotate", "--purpose", "witness")
    check(answer.code == 0, "a new witness key is the way on", answer)
    network.synced()
    hanbin.restart()
    check(caught_up(network, hanbin, ["ankang-gaoxin", "ankang"]),
          "with it the witness begins anew", witnesses(hanbin))


def older(network):
    """A state put back from a copy speaks of less than it signed."""
    hanbin, ankang = network["hanbin"], network["ankang"]
    network.synced()
    check(caught_up(network, hanbin, ["ankang"]), "all is cosigned")
    ankang.stop()
    saved = {p: p.read_bytes() for p in (ankang.dir / "witness").iterdir()}
    ankang.start()
    grow(hanbin)
    check(caught_up(network, hanbin, ["ankang"]), "more is cosigned")
    kept = witnesses(hanbin)["ankang"]["size"]
    ankang.stop()
    for path, text in saved.items():
        path.write_bytes(text)
    ankang.start()
    grow(hanbin)
    check(report.until(30, lambda: witnesses(hanbin)["ankang"].get(
        "forgot")), "a witness with an older state is noticed",
        witnesses(hanbin))
    check(witnesses(hanbin)["ankang"]["size"] == kept,
          "and gets no proof from before what it had signed")
    check("speaks of less than it has cosigned" in hanbin.journal(),
          "the log's node says so", hanbin.journal()[-2000:])


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        everybody(network, office)
        outsider(network)
        killed(network)
        alone(network)
        lost(network)
        outsider(network)
        older(network)


main()
report.close()
