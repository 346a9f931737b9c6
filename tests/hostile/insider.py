#!/usr/bin/env python3
"""Root on one node: all its keys and files, and still not everything.

The attacker owns ankang-gaoxin's machine: log key, sealing key, data folder.
"""

import alone  # first: sets the path to the helpers of tests/network
import logs
import network as net
import report
from network import Network
from office import Case, Office
from report import check


def said(answer, *words):
    return all(w in answer.out + answer.err for w in words)


def with_the_log_key(network, office, case):
    node = network["ankang-gaoxin"]
    answer = node.sign(node.own_key(), "case", "offer", case.number, "--to",
                       "hanbin")
    check(answer.code == 1 and said(answer, "F-75"),
          "the log key signs no clerk's act", answer)
    answer = network["ankang"].sign(node.own_key(), "member", "admit",
                                    node.dir / "join-request")
    check(answer.code != 0, "nor one of the authority's roles", answer)
    answer = node.sign(node.own_key(), "grant", "give", "--to", "ankang",
                       "--item", "T04", "--rights", "decide", "--until",
                       "2030-12-31")
    check(answer.code == 0, "it may give rights over its own matters, on "
          "record", answer)
    line = net.must("key", "new", network.dir / "puppet.key", "--name",
                    "puppet").out.splitlines()[0]
    answer = node.sign(node.own_key(), "staff", "grant", "--id", "puppet-01",
                       "--name", "傀儡", "--roles",
                       "acceptor,reviewer-2,window", "--until", "2030-12-31",
                       "--public", line)
    check(answer.code == 0, "it may certify a puppet, on record", answer)
    answer = node.sign(network.dir / "puppet.key", "case", "accept",
                       case.number, "--facts", office.files / "facts.json")
    check(answer.code == 1 and said(answer, "F-8"),
          "who has only the rights that hanbin granted its district", answer)


def cannot_open(network, number):
    """Another district's case: neither key nor sealed bytes are here."""
    node = network["ankang-gaoxin"]
    roots = [v["root"].hex() for _, act in logs.acts(node.dir)
             if act["kind"] == "case.receive" and
             act["body"]["number"] == number for v in act["vault"]]
    held = {p.name.split(".")[0] for folder in ("vault", "wraps")
            for p in (node.dir / folder).rglob("*") if p.is_file()}
    check(len(roots) >= 4 and not held & set(roots),
          "not one sealed byte of a case of others is in its folder",
          held & set(roots))


def history(network):
    """One byte of its own log is changed on disk."""
    node = network["ankang-gaoxin"]
    before = network["hanbin"].ends()
    node.stop()
    packs = [p for p in (node.dir / "logs/ankang-gaoxin.git/objects").rglob(
        "*") if p.is_file() and p.stat().st_size > 200 and
        p.suffix != ".idx"]
    victim = max(packs, key=lambda p: p.stat().st_size)
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(bytes(data))
    node.spawn()
    code = node.process.wait(20)
    check(code == 70, "its node does not start on a changed history", code)
    data[len(data) // 2] ^= 1
    victim.write_bytes(bytes(data))
    node.start()
    check(report.until(20, network.equal) and
          network["hanbin"].ends() == before,
          "put back, nothing has changed for anybody")


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.step()
        network.synced()
        with_the_log_key(network, office, case)
        cannot_open(network, alone.private_case(network, office))
        history(network)
        case.run(3)
        check(case.state("hanbin") == "ACCEPTED",
              "the districts work on", case.state("hanbin"))


main()
report.close()
