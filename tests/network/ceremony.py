#!/usr/bin/env python3
"""Root keys on sticks: m of n, signed offline, copies merged.

    ceremony.py [all|quick]

Three root keys are made apart from any node; two must sign.  The authority is
opened, a district admitted and the roots changed with files that go from key
to key.
"""

import pathlib
import shutil

import network as net
import report
from network import Network, tongban
from report import check


def new_root(folder, name):
    """A key file on a stick, and its public line."""
    path = folder / f"{name}.key"
    line = net.must("key", "new", path, "--name", name, "--purpose",
                    "root").out.splitlines()[0]
    return path, line


def says(answer, code, *words):
    return answer.code == code and all(w in answer.out + answer.err
                                       for w in words)


def key_id(path):
    return net.must("key", "show", path, "--json").json["id"]


def open_network(network, sticks):
    """The opening act waits for two of the three."""
    node = network["ankang"]
    words = ["init", "--network", "安康通办网", "--threshold", 2]
    for _, line in sticks:
        words += ["--root-public", line]
    answer = node.setup(*words)
    check(says(answer, 0, "opening-act"), "init names what is missing",
          answer)
    node.start()
    check(report.until(5, lambda: "no root has signed" in node.journal()) and
          sum(end[2] for end in node.ends() or []) == 0, "a network that nobody signed is not open",
          node.journal()[-400:])
    node.stop()
    opening = node.dir / "opening-act"
    by = tongban("act", "show", opening, "--json").json[0]["by"]
    keys = sorted((k for k, _ in sticks), key=lambda k: key_id(k) != by)
    answer = tongban("key", "sign", opening, "--key", keys[1], "--yes")
    check(answer.code != 0 and by[:12] in answer.err,
          "the author signs first, and is named", answer)
    net.must("key", "sign", opening, "--key", keys[0], "--yes")
    node.start()
    check(report.until(5, lambda: "rule=F-77" in node.journal()),
          "one of two: F-77 in the journal", node.journal()[-400:])
    check(key_id(keys[2])[:12] in node.journal(),
          "the journal names the keys that have not signed")
    node.stop()
    copy = network.dir / "copy"
    shutil.copy(opening, copy)
    net.must("key", "sign", copy, "--key", keys[1], "--yes")
    net.must("key", "merge", opening, opening, copy)
    node.start()
    network.opened()
    check(True, "signed by two of three on two copies, merged: it opens")
    return keys


def admit_by_two(network, keys):
    node, district = network["ankang"], network["hanbin"]
    answer = district.setup("join", "--genesis", network.genesis())
    if answer.code != 0:
        raise RuntimeError(str(answer))
    draft = network.dir / "admit-hanbin"
    answer = node.sign(keys[0], "member", "admit",
                       district.dir / "join-request", "--draft", draft)
    check(answer.code == 0 and draft.exists(), "a draft is a file", answer)
    answer = node.cli("act", "submit", draft)
    check(says(answer, 1, "F-77", key_id(keys[1])[:12]),
          "below the threshold: F-77 and who has not signed", answer)
    answer = tongban("key", "sign", draft, "--key", keys[0], "--yes")
    check(answer.code != 0 and "already" in answer.err,
          "a key signs once", answer)
    answer = tongban("key", "sign", draft, "--key", keys[1])
    check(answer.code == 2 and "--yes" in answer.err,
          "without a terminal nothing is signed unseen", answer)
    answer = tongban("key", "sign", draft, "--key", node.own_key(), "--yes")
    check(says(answer, 0), "a side's log key may sign a roster act", answer)
    net.must("key", "sign", draft, "--key", keys[1], "--yes")
    answer = node.cli("act", "submit", draft)
    check(answer.code == 0, "by two of three: admitted", answer)
    members = node.cli("member", "list").json["members"]
    check(any(m["node"] == "hanbin" for m in members),
          "the district is a member", members)


def wrong_hands(network, keys):
    """Files and keys that do not belong together."""
    node = network["ankang"]
    staff = network.dir / "staff.key"
    net.must("key", "new", staff, "--name", "chen-yu")
    draft = network.dir / "calendar"
    node.sign(keys[0], "calendar", "publish",
              net.SOURCE / "deploy/calendars/cn-2024-2026.yaml",
              "--draft", draft)
    answer = tongban("key", "sign", draft, "--key", staff, "--yes")
    check(answer.code != 0 and "staff" in answer.err,
          "a clerk's key does not sign for the network", answer)
    answer = tongban("key", "merge", network.dir / "x", draft,
                     network.dir / "admit-hanbin")
    check(answer.code != 0 and "one act" in answer.err,
          "two different acts are not merged", answer)
    check(not (network.dir / "x").exists(), "and nothing is written")
    pathlib.Path(network.dir / "junk").write_bytes(b"\x93junk")
    for words in (["key", "sign", network.dir / "junk", "--key", keys[0],
                   "--yes"], ["act", "submit", network.dir / "junk",
                              "--dir", node.dir]):
        answer = tongban(*words)
        check(answer.code != 0 and "junk" in answer.err,
              f"{' '.join(words[:2])}: no act in the file", answer)
    net.must("key", "sign", draft, "--key", keys[2], "--yes")
    answer = node.cli("act", "submit", draft)
    check(answer.code == 0, "any two of three sign the calendar", answer)


def bad_numbers(network):
    for words, what in ((["--root-count", 3, "--threshold", 4], "threshold"),
                        (["--root-count", 17], "number"),
                        (["--root-public", "ssh-rsa AAAA"], "ssh-ed25519")):
        answer = tongban("init", "--dir", network.dir / "never", "--node",
                         "ankang", "--name", "安康市", "--network", "网",
                         *words)
        check(answer.code == 2 and what in answer.err and
              not (network.dir / "never").exists(),
              f"init {' '.join(map(str, words))}: refused, nothing made",
              answer)


def main():
    with Network() as network:
        bad_numbers(network)
        sticks = [new_root(network.dir / "keys", f"root-{i}")
                  for i in range(3)]
        keys = open_network(network, sticks)
        admit_by_two(network, keys)
        wrong_hands(network, keys)


main()
report.close()
