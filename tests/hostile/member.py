#!/usr/bin/env python3
"""A peer with a valid node key: what it can do, and what it cannot.

It is admitted, so it may connect, read every log, and grow its own.  It takes
no part in the case.
"""

import json
import subprocess
import time

import logs  # first: sets the path to the helpers of tests/network
import network as net
import report
from network import Network
from office import Case, Office
from report import check

TALK_SECONDS = 40


class Attacker:
    """The authority's node, gone bad: its daemon is stopped, its keys live."""

    def __init__(self, node):
        self.node = node

    def __call__(self, victim, attack, *words):
        done = subprocess.run(
            [net.BUILD / "hostile_peer", "--dir", self.node.dir, "--node",
             self.node.name, "--expect", victim.name, "--to",
             f"127.0.0.1:{victim.peer_port}", attack, *map(str, words)],
            text=True, capture_output=True, timeout=TALK_SECONDS)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]


def kinds(said):
    return [e.get("kind", e["event"]) for e in said]


def sealed(node, number):
    """(dossier, root) of the case's form, from the logs that all may read."""
    shown = node.cli("case", "show", number).json["id"]
    for _, act in logs.acts(node.dir):
        if act["kind"] == "case.receive" and act["body"]["number"] == number:
            root = next(v["root"] for v in act["vault"] if v["id"] == "form")
            return shown, root.hex()
    raise RuntimeError(f"{number} is in no log")


def names_culprit(victim, rule):
    return report.until(5, lambda: any(
        "peer=ankang " in line and f"rule={rule} " in line
        for line in victim.journal().splitlines()))


def refused(attack, victim, rule, sentence, *words):
    before = victim.journal().count(f"rule={rule} ")
    said = attack(victim, *words)
    check("ended" in kinds(said) or "closed" in kinds(said),
          f"{sentence}: the session ends", said)
    check(names_culprit(victim, rule) and
          victim.journal().count(f"rule={rule} ") > before,
          f"{sentence}: the victim's journal names who and {rule}",
          victim.journal()[-600:])


def read_what_is_sealed(attack, victim, number):
    said = attack(victim, "chunk", *sealed(victim, number))
    sorry = [e for e in said if e.get("kind") == "vault.sorry"]
    check(sorry and sorry[0]["rule"] == "vault_right",
          "a chunk of a case it takes no part in: vault_right", said)
    check("vault.chunk" not in kinds(said), "no sealed byte was sent", said)


def break_rules(attack, victim):
    size = next(e[2] for e in victim.ends() if e[0] == "ankang-gaoxin")
    refused(attack, victim, "P-10", "a flood of questions", "flood")
    refused(attack, victim, "P-6", "a message that is none", "garbage")
    refused(attack, victim, "P-6", "a message without end", "wordy")
    refused(attack, victim, "P-7", "a second hello", "twice")
    forged = attack(victim, "forge", "ankang-gaoxin", size)
    check("ended" in kinds(forged) or "closed" in kinds(forged),
          "a batch that the log's node never signed: the session ends",
          forged)


def lie_about_a_log(attack, victim, other):
    """A log that is said to be longer than it is, and never comes."""
    before = victim.ends()
    attack(victim, "lie", "ankang-gaoxin", 1_000_000)
    check(victim.ends() == before, "a lie about a log changes no log")
    check(victim.status().get("connected") == [other.name],
          "the honest peer is still there", victim.status())


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        case = Case(office)
        case.step()
        network.synced()
        network["ankang"].stop()
        attack = Attacker(network["ankang"])
        hanbin, gaoxin = network["hanbin"], network["ankang-gaoxin"]
        stranger = attack(hanbin, "stranger")
        check("ready" not in kinds(stranger),
              "a channel key of nobody gets no session", stranger)
        listener = attack(hanbin, "listen")
        check("ready" in kinds(listener) and "frontier" in kinds(listener),
              "a member may listen: logs are for all members", listener)
        read_what_is_sealed(attack, hanbin, case.number)
        break_rules(attack, hanbin)
        lie_about_a_log(attack, hanbin, gaoxin)
        begun = time.monotonic()
        case.run()
        check(report.until(30, lambda: case.state("hanbin") == "CLOSED"),
              "the case goes on to its end beside it",
              f"{time.monotonic() - begun:.1f} s")
        for node in (hanbin, gaoxin):
            answer = node.cli("log", "verify")
            check(answer.code == 0, f"{node.name}: every log verifies",
                  answer)


main()
report.close()
