#!/usr/bin/env python3
"""Nodes are killed at random moments while clerks work.

    moments.py [all|quick]

The moments come of one seed, which is printed; NETWORK_SEED=N sets it.
"""

import os
import random
import sys
import threading
import time

import invariants
import report
from network import Network
from office import Case, Office
from report import check

MOMENTS = {"all": 20, "quick": 4}
CLERKS = 3
DELAY_MS_MAX = 500


class Shift(threading.Thread):
    """Carries one case after the other until told to stop, ends the last."""

    def __init__(self, office, over):
        super().__init__()
        self.office = office
        self.over = over
        self.cases = []
        self.failure = None

    def run(self):
        try:
            while not self.over.is_set():
                case = Case(self.office)
                case.run()
                self.cases.append(case)
        except Exception as e:  # reported by the main thread
            self.failure = e


def strike(network, seeded):
    """One node dies at some moment and comes back."""
    time.sleep(seeded.uniform(0, DELAY_MS_MAX) / 1000)
    node = seeded.choice(list(network))
    node.kill()
    time.sleep(seeded.uniform(0, DELAY_MS_MAX) / 1000)
    node.start()


def work_through(network, office, seeded, moments):
    over = threading.Event()
    shifts = [Shift(office, over) for _ in range(CLERKS)]
    for shift in shifts:
        shift.start()
    try:
        for _ in range(moments):
            strike(network, seeded)
    finally:
        over.set()
        for shift in shifts:
            shift.join()
    return shifts


def main(mode):
    seed = int(os.environ.get("NETWORK_SEED",
                              random.SystemRandom().randrange(1 << 32)))
    print(f"NETWORK_SEED={seed}", flush=True)
    with Network() as network:
        network.found()
        office = Office(network)
        office.open()
        office.revive = lambda node: time.sleep(0.05)
        shifts = work_through(network, office, random.Random(seed),
                              MOMENTS[mode])
        failures = [s.failure for s in shifts if s.failure]
        cases = [c for s in shifts for c in s.cases]
        check(not failures, "every clerk gets every case to its end",
              failures)
        check(len(cases) >= CLERKS,
              f"{len(cases)} cases are carried through {MOMENTS[mode]} kills")
        invariants.hold(network, office, cases,
                        f"after {MOMENTS[mode]} kills (seed {seed})")


main(sys.argv[1] if len(sys.argv) > 1 else "all")
report.close()
