#!/usr/bin/env python3
"""A daemon is killed at each named place; the case goes on to its end.

    failpoints.py [all|quick]

Every place of base/failpoint.h is passed: one that is new there and not
driven here or in witness.py is a failure.  quick leaves out four of them.
"""

import re
import shutil
import signal
import sys
import time

import invariants
import report
from network import Network, SOURCE
from office import Case, Office
from report import check

DEATH_SECONDS = 20
# One step of the home's clerks each.
APPENDS_QUICK = ("append.before_write", "append.after_commit",
                 "append.after_ref")
APPENDS = ("append.before_write", "append.after_blobs", "append.after_tree",
           "append.after_commit", "append.after_readback", "append.after_ref",
           "append.after_index")


class Killer:
    """Starts nodes that will die, and brings them back."""

    def __init__(self, network):
        self.network = network
        self.driven = set()
        self.deaths = {}

    def revive(self, node):
        """A clerk got no good answer: if the node is dead, start it again."""
        if node.is_dead():
            self.deaths[node.name] = node.process.returncode
            node.start()
        else:
            time.sleep(0.05)

    def at(self, name, node, action):
        """Start @node with the failpoint @name, act, see it die and return."""
        self.driven.add(name)
        self.deaths.clear()
        node.restart(name)
        action()
        report.until(DEATH_SECONDS,
                     lambda: self.deaths or node.is_dead())
        if node.is_dead():
            self.revive(node)
        check(self.deaths.get(node.name) == -signal.SIGKILL,
              f"{node.name} is killed at {name} and comes back", self.deaths)


def set_up(killer, node):
    """`join` dies at each place; nothing is kept there yet: begin anew."""
    for name in ("init.before_rename", "init.after_rename"):
        died = node.setup("join", "--genesis", killer.network.genesis(),
                          failpoint=name)
        check(died.code == -signal.SIGKILL, f"join is killed at {name}", died)
        killer.driven.add(name)
        shutil.rmtree(node.dir)
    again = node.setup("join", "--genesis", killer.network.genesis())
    check(again.code == 0, "in a new folder join ends well", again)


def found(killer):
    """A network whose districts die while they make their first log."""
    network = killer.network
    words = ["--network", "安康通办网"]
    check(network["ankang"].setup("init", *words).code == 0,
          "the network is opened")
    network["ankang"].start()
    network.opened()
    for node in network:
        if node.name != "ankang":
            set_up(killer, node)
    first_log(killer, "hanbin", "init.before_rename")
    first_log(killer, "ankang-gaoxin", "init.after_rename")
    network.publish()


def first_log(killer, name, failpoint):
    """Once admitted, the daemon makes the repository of another log."""
    node = killer.network[name]
    node.start(failpoint)
    killer.network.admit(node)
    died = report.until(DEATH_SECONDS, node.is_dead)
    check(died and node.process.returncode == -signal.SIGKILL,
          f"{name} is killed at {failpoint} while it makes a log")
    node.kill()
    node.start()


def appends(killer, office, places):
    """One step in the home's hall per place."""
    case = Case(office)
    case.run(2)
    for name in places:
        killer.network.synced()
        killer.at(name, killer.network["hanbin"], case.step)
    case.run()
    return case


def times(killer, office):
    """The last signed time is kept: only once per second."""
    case = Case(office)
    for name in ("time.before_rename", "time.after_rename"):
        killer.network.synced()
        time.sleep(1.1)
        killer.at(name, killer.network["ankang-gaoxin"], case.step)
    case.run()
    return case


def vaults(killer, office):
    """Files fetched from a peer, and a file handed in by a clerk."""
    case = Case(office)
    hanbin = killer.network["hanbin"]
    killer.at("vault.before_rename", hanbin, case.step)
    killer.at("vault.after_rename", hanbin, lambda: case.run(3))
    case.run()
    return case


def wraps(killer, office):
    """A receipt keeps key wraps."""
    for name in ("wrap.before_rename", "wrap.after_rename"):
        case = Case(office)
        killer.at(name, killer.network["ankang-gaoxin"], case.step)
        killer.network.synced()
    case.run()
    return case


def erasures(killer, office):
    """A closed case is erased; each node deletes, whenever it died."""
    office.certify("hanbin", "liu-fang", "刘芳", "supervisor")
    for name in ("vault.before_erase", "vault.after_erase"):
        case = Case(office)
        case.run()
        killer.network.synced()
        hanbin = killer.network["hanbin"]

        def erase(number=case.number, node=hanbin):
            node.sign(office.key("liu-fang"), "case", "erase", number,
                      "--reason", "order")

        killer.at(name, hanbin, erase)
        check(report.until(DEATH_SECONDS, lambda: is_erased(hanbin, case)),
              f"killed at {name}, the home deletes and signs its receipt")
        check(not list((hanbin.dir / "vault/part").iterdir()),
              "and nothing of it is left half fetched")


def rotations(killer, office):
    """A sealing and a log key are replaced; the files change places."""
    hanbin = killer.network["hanbin"]
    case = Case(office)
    case.run(2)
    for purpose in ("sealing", "log"):
        for name in ("append.after_index", "rotate.before_switch",
                     "rotate.between", "rotate.after_switch"):
            killer.network.synced()

            def rotate(purpose=purpose):
                hanbin.cli("key", "rotate", "--purpose", purpose)

            killer.at(name, hanbin, rotate)
            left = sorted(p.name for p in (hanbin.dir / "keys").iterdir()
                          if p.name.startswith(purpose))
            check(not [n for n in left if n.endswith(".next")],
                  f"killed at {name}, the {purpose} key is in its place", left)
    case.run()
    return case


def is_erased(node, case):
    shown = node.cli("case", "show", case.number)
    receipts = shown.json.get("erased", {}).get("receipts", [])
    return any(r["node"] == node.name or r["node"] == {"id": node.name}
               for r in receipts)


def puts(killer, office):
    """The third node was away and catches up: several batches at once."""
    case = Case(office)
    ankang = killer.network["ankang"]
    for name in ("put.after_objects", "put.after_ref"):
        killer.network.synced()
        ankang.kill()
        case.run(6)
        killer.at(name, ankang, lambda: None)
    case.run()
    return case


def of_witnesses():
    """A node dies there in witness.py."""
    text = (SOURCE / "tests/network/witness.py").read_text("utf-8")
    return set(re.findall(r'"(witness\.\w+)"', text.split("PLACES = ")[1]
                          .split(")")[0]))


def check_places(driven):
    header = (SOURCE / "base/failpoint.h").read_text("utf-8")
    named = set(re.findall(r'X\([A-Z_]+,\s*"([^"]+)"\)', header))
    driven = driven | of_witnesses()
    check(named and named == driven,
          f"all {len(named)} places of base/failpoint.h were passed",
          named ^ driven)


def main(mode):
    with Network() as network:
        killer = Killer(network)
        found(killer)
        office = Office(network)
        office.open()
        office.revive = killer.revive
        places = APPENDS if mode == "all" else APPENDS_QUICK
        cases = [appends(killer, office, places)]
        cases += [play(killer, office)
                  for play in (times, vaults, wraps, puts, rotations)]
        invariants.hold(network, office, cases, "after all the deaths")
        erasures(killer, office)
        if mode == "all":
            check_places(killer.driven)


main(sys.argv[1] if len(sys.argv) > 1 else "all")
report.close()
