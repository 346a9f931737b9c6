#!/usr/bin/env python3
"""A stolen robot key: the key by which a node executes what clocks order.

The thief has keys/robot.key of hanbin and reaches the API of any node.
"""

import shutil

import logs  # noqa: F401 first: sets the path to the helpers
import network as net
import report
from network import Network
from office import Case, Office
from report import check

H, G = "hanbin", "ankang-gaoxin"
ROBOT = ("staff", "robot", "--until", "2030-12-31")


def said(answer, *words):
    return all(w in answer.out + answer.err for w in words)


def refused(node, key, sentence, rule, *words):
    answer = node.sign(key, *words)
    check(answer.code == 1 and said(answer, rule), sentence, answer)


def decides_nothing(node, key, number, facts):
    refused(node, key, "it accepts no case", "F-75", "case", "accept", number,
            "--facts", facts)
    refused(node, key, "it withdraws none", "F-75", "case", "withdraw",
            number)
    refused(node, key, "it annuls none", "F-75", "case", "annul", number,
            "--reason", "x")
    refused(node, key, "it ends no case whose time is not over", "F-", "case",
            "supply-lapse", number)


def gives_nothing_away(node, key, number):
    refused(node, key, "it offers no case that nobody asked for", "F-203",
            "case", "offer", number, "--to", G)
    refused(node, key, "it gives nobody a case to read", "F-203", "case",
            "owe", number, "--what", "visit", "--to", H, "--blocks", "none",
            "--reads")
    refused(node, key, "it charges no stranger", "F-203", "case", "owe",
            number, "--what", "visit", "--to", "ankang", "--blocks", "none")
    refused(node, key, "it blocks no case", "F-203", "case", "owe", number,
            "--what", "visit", "--to", H, "--blocks", "decide")
    answer = node.sign(key, "case", "file", number, "form")
    check(answer.code == 1 and not said(answer, "610902199001010021"),
          "and opens no file", answer)


def certifies_nobody(network, node, key):
    line = net.must("key", "new", network.dir / "keys/thief.key", "--name",
                    "thief-01").out.splitlines()[0]
    refused(node, key, "it certifies nobody", "F-", "staff", "grant", "--id",
            "thief-01", "--name", "某人", "--roles", "window", "--until",
            "2030-12-31", "--public", line)
    answer = network[G].sign(key, "case", "list")
    check(answer.code == 1, "at another district it opens no session", answer)


def makes_noise(network, node, key, number):
    answer = node.sign(key, "case", "escalate", number, "--level", 4,
                       "--clock", "C4", "--reason", "噪声")
    check(answer.code == 0, "it can escalate: noise, on record by its name",
          answer)
    network.synced()
    shown = network[G].cli("case", "show", number).json
    check(shown["acts"][-1]["staff"] == "robot" and
          shown["state"] == "RECEIVED", "which moves nothing", shown)


def ends_with_a_revocation(network, office, key, number):
    node = network[H]
    office.must_sign(node, "staff", "revoke", "robot", "--reason", "钥匙被盗")
    network.wait(lambda: node.status()["robot"]["state"] == "not_certified",
                 "the node knows that its robot is none")
    refused(node, key, "revoked, it signs nothing", "F-131", "case",
            "escalate", number, "--level", 1, "--clock", "C4", "--reason",
            "x")
    answer = node.sign(node.own_key(), *ROBOT)
    check(answer.code == 1 and said(answer, "F-131"),
          "the stolen key is never certified again", answer)
    office.must_sign(node, *ROBOT, "--new")
    network.wait(lambda: node.status()["robot"]["state"] == "executes",
                 "the node goes on with a new key")
    check(True, "the node goes on with a new key, without a restart")


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        node = network[H]
        office.must_sign(node, *ROBOT)
        network.wait(lambda: node.status()["robot"]["state"] == "executes",
                     "the robot executes")
        case = Case(office)
        case.run(3)  # received, offered, taken
        network.synced()
        stolen = network.dir / "stolen.key"
        shutil.copy(node.dir / "keys/robot.key", stolen)
        decides_nothing(node, stolen, case.number,
                        office.files / "facts.json")
        gives_nothing_away(node, stolen, case.number)
        certifies_nobody(network, node, stolen)
        makes_noise(network, node, stolen, case.number)
        ends_with_a_revocation(network, office, stolen, case.number)


if __name__ == "__main__":
    main()
    report.close()
