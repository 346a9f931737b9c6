#!/usr/bin/env python3
"""A stolen clerk key: what it opens, until when, and what stays behind.

The thief has chen-yu's key file and reaches the API of any node.
"""

import pathlib
import shutil

import alone  # first: sets the path to the helpers of tests/network
import network as net
import report
from network import Network
from office import Case, Office
from report import check


def said(answer, *words):
    return all(w in answer.out + answer.err for w in words)


def within_the_role(network, office, key, case):
    node = network["ankang-gaoxin"]
    answer = node.sign(key, "case", "offer", case.number, "--to", "hanbin")
    check(answer.code == 0, "within its role the thief acts: on record, by "
          "the clerk's name", answer)
    network.synced()
    answer = node.sign(key, "case", "decide", case.number, "--level", 2)
    check(answer.code == 1, "outside the role nothing is signed", answer)
    answer = network["hanbin"].sign(key, "case", "take", case.number)
    check(answer.code == 1 and said(answer, "F-73"),
          "at another district the key opens no session", answer)
    answer = node.sign(key, "staff", "grant", "--id", "thief-01", "--name",
                       "某人", "--roles", "window", "--until", "2030-12-31",
                       "--public", net.must("key", "show",
                                            key).out.splitlines()[0])
    check(answer.code == 1, "a clerk certifies nobody", answer)


def cannot_read(network, key, number):
    node = network["ankang-gaoxin"]
    answer = node.sign(key, "case", "file", number, "form")
    check(answer.code == 1 and not said(answer, "610902199001010021"),
          "files of a case its district takes no part in stay shut", answer)


def revoked(network, office, key, case):
    node = network["ankang-gaoxin"]
    case_draft = Case(office)
    case_draft.step()
    size = next(e[2] for e in node.ends() if e[0] == "ankang-gaoxin")
    office.must_sign(node, "staff", "revoke", "chen-yu", "--good",
                     str(size - 1), "--reason", "钥匙被盗")
    answer = node.sign(key, "case", "offer", case_draft.number, "--to",
                       "hanbin")
    check(answer.code == 1 and said(answer, "F-131", "operator"),
          "revoked: no session, and who can help", answer)
    answer = node.sign(node.own_key(), "staff", "grant", "--id", "chen-yu",
                       "--name", "陈雨", "--roles", "window", "--until",
                       "2030-12-31", "--public",
                       net.must("key", "show", key).out.splitlines()[0])
    check(answer.code == 1 and said(answer, "F-131"),
          "the stolen key is never certified again", answer)
    shown = node.cli("case", "show", case_draft.number).json
    check(shown["acts"][-1].get("suspect") is True,
          "what it signed after the last good position is suspect, and counts",
          shown["acts"][-1])
    check(shown["state"] == "RECEIVED", "the case stands all the same", shown)
    fresh = network.dir / "keys/chen-yu-2.key"
    line = net.must("key", "new", fresh, "--name",
                    "chen-yu").out.splitlines()[0]
    office.must_sign(node, "staff", "grant", "--id", "chen-yu", "--name",
                     "陈雨", "--roles", "window", "--until", "2030-12-31",
                     "--public", line)
    answer = node.sign(fresh, "case", "offer", case_draft.number, "--to",
                       "hanbin")
    check(answer.code == 0, "the clerk goes on with a new key", answer)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        stolen = pathlib.Path(network.dir) / "stolen.key"
        shutil.copy(office.key("chen-yu"), stolen)
        case = Case(office)
        case.step()
        within_the_role(network, office, stolen, case)
        cannot_read(network, stolen, alone.private_case(network, office))
        revoked(network, office, stolen, case)
        for node in network:
            answer = node.cli("log", "verify")
            check(answer.code == 0, f"{node.name}: every log verifies",
                  answer)


main()
report.close()
