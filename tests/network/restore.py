#!/usr/bin/env python3
"""A node is restored from a backup that is older than its log: it takes the end
of its own log back from its peers before it signs, and forks nothing.

    restore.py [all|quick]
"""

import shutil

import report
from network import Network, tongban
from office import Case, Office
from report import check

A, H, G = "ankang", "hanbin", "ankang-gaoxin"
WAIT_SECONDS = 40


def own(node, name=H):
    return next((log for log in node.status().get("logs", [])
                 if log["node"] == name), {})


def keep_backup(network, backup):
    network[H].stop()
    shutil.copytree(network[H].dir, backup, symlinks=True)
    network[H].start()


def restore(network, backup):
    """What the disk holds now is lost."""
    network[H].kill()
    shutil.rmtree(network[H].dir)
    backup.rename(network[H].dir)


def restored(network, office, case, backup):
    before = own(network[H])
    restore(network, backup)
    network[H].start()
    good = report.until(WAIT_SECONDS, lambda: own(network[H]) == before)
    check(good, "it takes the end of its own log back, to the same root",
          [own(network[H]), before])
    check(network[H].status().get("own_missing") == 0,
          "and says that nothing of it is missing any more")
    check("a peer holds more of our own log" in network[H].journal(),
          "its journal tells what happened")
    answer = office.certify(H, "wu-hao", "wu-hao", "window")
    network.synced()
    ends = {str(own(node)) for node in network}
    check(len(ends) == 1 and own(network[H])["size"] > before["size"],
          "what it signs next stands behind it, at all nodes", [answer, ends])
    check(not any(own(node).get("forked") for node in network),
          "no log is forked")
    shown = [node.cli("case", "show", case.number).json["acts"]
             for node in (network[H], network[A])]
    check(shown[0] == shown[1], "all say the same of its case", shown)


def alone(network, backup):
    """Nothing asks it to write while nobody is there; later it catches up."""
    before = own(network[H])
    for name in (A, G):
        network[name].stop()
    restore(network, backup)
    network[H].start()
    check(own(network[H])["size"] < before["size"],
          "without a peer it has what the backup has", own(network[H]))
    network[A].start()
    good = report.until(WAIT_SECONDS, lambda: own(network[H])["size"] >=
                        before["size"])
    check(good, "when the first peer comes it takes the rest back",
          [own(network[H]), before])
    network[G].start()
    network.synced()
    check(not any(own(node).get("forked") for node in network),
          "and no log is forked")
    answer = tongban("log", "verify", "--dir", network[H].dir)
    check(answer.code == 0, "log verify passes", answer)


def main():
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        backup, older = network.dir / "backup", network.dir / "older"
        keep_backup(network, backup)
        shutil.copytree(backup, older, symlinks=True)
        case = Case(office)
        case.run(3)  # received, offered, taken: acts of hanbin's log
        network.synced()
        restored(network, office, case, backup)
        alone(network, older)


main()
report.close()
