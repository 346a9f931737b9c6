#!/usr/bin/env python3
"""A hall's disk fills up: first no new cases, then nothing at all, and back.

    floor.py [all|quick]

The receiving node lives on an ext4 of 48 MiB of its own (a loop mount: root).
Below free_floor_mib it receives no new case and says so everywhere, while what
is under way goes on; with room again it goes on by itself.  With not one block
left it stops rather than say what is not so, and is started again when there is
room, as systemd does.  Quick is the same.
"""

import os
import re
import subprocess
import sys

import places  # first: it says where the network's tests are
import report
from network import Network
from office import Case, Office
from report import check

FLOOR_MIB = 16
WAIT_SECONDS = 30
NEARLY_MIB = 12  # is left
GAOXIN = "ankang-gaoxin"


def set_floor(node, mib):
    path = node.dir / "node.yaml"
    changed, count = re.subn(r"free_floor_mib: \d+", f"free_floor_mib: {mib}",
                             path.read_text())
    assert count == 1
    path.write_text(changed)


def metric(node, name):
    text = node.get("/metrics")[1].decode()
    return int(re.search(rf"^tongban_{name} (\d+)$", text, re.M)[1])


def free_mib(disk):
    stat = os.statvfs(disk.place)
    return stat.f_bavail * stat.f_frsize >> 20


def fill_to(disk, mib):
    with open(disk.place / "ballast", "ab", buffering=0) as f:
        f.write(bytes((free_mib(disk) - mib) << 20))
        os.fsync(f.fileno())


def is_whole(network, office):
    """Every act that a node confirmed is in the logs."""
    return all(network["hanbin"].get(f"/v1/acts/{act}")[0] == 200
               for act in office.acts)


def below_the_floor(network, office, disk):
    node = network[GAOXIN]
    under_way = Case(office)
    under_way.run(2)
    check(not node.status()["disk"]["low"] and metric(node, "disk_low") == 0,
          "with room, nothing is low", node.status()["disk"])
    fill_to(disk, NEARLY_MIB)
    _, refused = Case(office).receive_once()
    check(refused.code != 0 and "floor" in str(refused)
          and "no_space" in str(refused),
          "below the floor a new case is refused, with the reason", refused)
    check(metric(node, "disk_low") == 1 and node.status()["disk"]["low"]
          and metric(node, "disk_floor_bytes") == FLOOR_MIB << 20,
          "metrics and status say so", node.status()["disk"])
    check(node.journal().count("the disk is nearly full") == 1,
          "the journal says so once")
    under_way.run()
    network.synced()
    check(under_way.state() == "CLOSED",
          "a case that was under way goes on to its end", under_way.state())
    disk.empty()
    after = Case(office)
    check(report.until(WAIT_SECONDS, after.try_once),
          "with room again new cases come by themselves", after)
    check("the disk has room again" in node.journal(), "and the journal says so")


def to_the_last_block(network, office, disk):
    node = network[GAOXIN]
    set_floor(node, 0)
    node.restart()
    case = Case(office)
    case.run(2)
    disk.fill()
    refused = []

    def is_hurt():
        _, answer = Case(office).receive_once()
        refused.append(answer)
        return answer.code != 0

    check(report.until(WAIT_SECONDS, is_hurt),
          "without a floor and without a block an act is not confirmed",
          refused[-1])
    report.until(3, node.is_dead)
    check(not node.is_dead() or node.process.returncode == 70,
          "a node that stops for want of room stops with 70",
          node.process.returncode)
    disk.empty()
    if node.is_dead():
        node.start()
    case.run()
    network.synced()
    check(case.state() == "CLOSED", "with room it goes on", case.state())
    check(is_whole(network, office),
          f"all {len(office.acts)} acts that were confirmed are there")


def main():
    with Network() as network:
        disk = places.Disk(network.dir / "disk", network.dir / "mount")
        try:
            network[GAOXIN].dir = disk.place / GAOXIN
            network.make()
            set_floor(network[GAOXIN], FLOOR_MIB)
            network.make = lambda: None
            network.found()
            office = Office(network)
            office.open()
            below_the_floor(network, office, disk)
            to_the_last_block(network, office, disk)
        finally:
            if not network[GAOXIN].is_dead():
                network[GAOXIN].kill()
            disk.remove()


try:
    main()
except subprocess.CalledProcessError as e:
    check(False, "a disk of its own can be mounted", e.stderr)
report.close()
