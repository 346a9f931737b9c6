#!/usr/bin/env python3
"""A source of sealed files that sends false ones, or none.

    source.py [all|quick]

The authority's node is an archive of hanbin's cases, so hanbin asks it for
their files as well as the district that received them.  It never fails to hold
up more than its own answers.  (A withholder costs half a minute: not in quick.)
"""

import hashlib
import random
import subprocess
import sys

import logs  # noqa: F401  first: sets the path to the helpers of tests/network
import network as net
import report
from network import Network
from office import UNTIL, Case, Office
from report import check

MIB = 1 << 20
CHUNKS = 24


def archive(network):
    """hanbin names it; then its daemon is stopped, its keys live."""
    hanbin, ankang = network["hanbin"], network["ankang"]
    answer = hanbin.sign(hanbin.own_key(), "archive", "give", "ankang", *UNTIL)
    if answer.code != 0:
        raise RuntimeError(str(answer))
    network.synced()
    ankang.stop()


def receive(network, office, seed):
    """At gaoxin, behind hanbin's back; the digest of what was handed in."""
    hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
    content = random.Random(seed).randbytes(CHUNKS * MIB)
    (office.files / "M3").write_bytes(content)
    hanbin.stop()
    case = Case(office)
    case.step()
    gaoxin.stop()
    hanbin.start()
    return case, hashlib.sha256(content).hexdigest()


class Source:
    """Connects to the victim before anybody honest does."""

    def __init__(self, network, attack, *words):
        victim, own = network["hanbin"], network["ankang"]
        self.process = subprocess.Popen(
            [net.BUILD / "hostile_peer", "--dir", own.dir, "--node", own.name,
             "--expect", victim.name, "--to",
             f"127.0.0.1:{victim.peer_port}", attack, *map(str, words)],
            text=True, stdout=subprocess.PIPE)
        network.wait(lambda: victim.status().get("connected") == ["ankang"],
                     "the bad source is connected")

    def end(self):
        self.process.kill()
        return self.process.communicate()[0]


def whole(network, office, case, digest, sentence):
    hanbin = network["hanbin"]
    done = report.until(90, lambda: hanbin.status().get("vault_complete"))
    out = network.dir / "M3.out"
    answer = hanbin.sign(office.key("li-min"), "case", "file", case.number,
                         "mat.M3", "--out", out)
    check(done and answer.code == 0 and
          hashlib.sha256(out.read_bytes()).hexdigest() == digest, sentence,
          answer)


def poisoned(network, office):
    hanbin = network["hanbin"]
    case, digest = receive(network, office, 1)
    source = Source(network, "poison", CHUNKS)
    network["ankang-gaoxin"].start()
    whole(network, office, case, digest,
          "false chunks from one source: the file comes whole from the other")
    said = source.end()
    check('"kind":"vault.ask"' in said, "the bad source was asked", said)
    check(any("peer=ankang " in line and "F-51" in line
              for line in hanbin.journal().splitlines()),
          "the journal names it, and F-51", hanbin.journal()[-800:])
    check(hanbin.status()["connected"] == ["ankang-gaoxin"],
          "its session is over, the honest one is not", hanbin.status())


def withheld(network, office):
    hanbin = network["hanbin"]
    case, digest = receive(network, office, 2)
    source = Source(network, "withhold")
    network["ankang-gaoxin"].start()
    asked = report.until(20, lambda: hanbin.status().get("missing"))
    whole(network, office, case, digest,
          "withheld chunks: they come from the other source")
    said = source.end()
    check(asked and '"kind":"vault.ask"' in said,
          "the silent source was asked", said)
    check("a peer owes chunks for too long" in hanbin.journal() and
          any("a peer owes" in line and "ankang" in line
              for line in hanbin.journal().splitlines()),
          "and is named for its silence", hanbin.journal()[-800:])


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        archive(network)
        poisoned(network, office)
        if sys.argv[1:] != ["quick"]:
            withheld(network, office)


if __name__ == "__main__":
    main()
    report.close()
